import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { Content } from '../../../src/atlas/content.ts'
import { CommunityPatch } from '../../../src/atlas/editing/content-patch.ts'
import { locatedFaults, pointerOf } from '../../../src/atlas/editing/located-faults.ts'
import { limits } from '../../../src/atlas/limits.ts'
import { kites } from './fixture.ts'

function faults(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value, { reportInput: true })
  return locatedFaults(error?.issues ?? []).map(({ path, code }) => `${pointerOf(path)} ${code}`)
}

const many = <T>(count: number, item: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => item(index))

describe('a patch and the content itself', () => {
  it.each<[string, unknown, string[]]>([
    ['title', 'a'.repeat(limits.titleCharacters + 1), ['/title too-big']],
    ['title', ' a', ['/title blank-ends']],
    ['title', 'a\nb', ['/title not-one-line']],
    ['title', 'a\0b', ['/title unstorable-character']],
    ['title', 'a\ud800b', ['/title unstorable-character']],
    ['license', 'a\udc00', ['/license unstorable-character']],
    ['canonicalUrl', 'https://a.test/a b', ['/canonicalUrl blank-in-url']],
    ['canonicalUrl', 'https://a.test/\ud800', ['/canonicalUrl unstorable-character']],
    ['canonicalUrl', 'ftp://a.test/', ['/canonicalUrl invalid-format']],
    ['tags', many(limits.tags + 1, (index) => `t${index}`), ['/tags too-big']],
    ['aliases', many(limits.aliases + 1, String), ['/aliases too-big']],
    [
      'sections',
      [{ ...kites.sections[0], body: 'é'.repeat(limits.bodyBytes / 2 + 1), translations: {} }],
      ['/sections/0/body too-big'],
    ],
    [
      'crossReferences',
      [{ ...kites.crossReferences[1], quote: '\ud83d', note: '\0' }],
      ['quote', 'note'].map((name) => `/crossReferences/0/${name} unstorable-character`),
    ],
    [
      'crossReferences',
      [{ ...kites.crossReferences[0], section: null, target: { community: 'a\0' } }],
      ['/crossReferences/0/target/community unstorable-character'],
    ],
  ])('refuse the same values: %s %#', (name, value, expected) => {
    expect(faults(CommunityPatch, { [name]: value })).toEqual(expected)
    const content = { ...kites, crossReferences: [], [name]: value }
    expect(faults(Content, content)).toEqual(expected)
  })

  it('take characters beyond the basic plane, whole', () => {
    expect(faults(CommunityPatch, { title: 'Kites 🪁' })).toEqual([])
  })

  it('name regions by any reference in a patch', () => {
    const regions = ['JP', '392', '0192F0C1-0000-7000-8000-000000000001'].map((region) => ({
      region,
      role: 'present',
    }))
    expect(faults(CommunityPatch, { regions })).toEqual([])
    expect(faults(CommunityPatch, { regions: [{ region: 'a\0', role: 'orgin' }] })).toEqual([
      '/regions/0/region unstorable-character',
      '/regions/0/role invalid-value',
    ])
  })

  it('name unknown properties, at any depth', () => {
    const sent = { titel: 'x', sections: [{ haeding: 'x' }], translations: { es: { body: 'x' } } }
    expect(faults(CommunityPatch, sent)).toEqual([
      '/sections/0/haeding unknown-property',
      '/translations/es/body unknown-property',
      '/titel unknown-property',
    ])
  })
})
