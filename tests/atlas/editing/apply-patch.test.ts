import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPatch } from '../../../src/atlas/editing/apply-patch.ts'
import { CommunityPatch } from '../../../src/atlas/editing/content-patch.ts'
import { contents } from '../document/contents.ts'
import { plainBody } from '../document/texts.ts'
import { draft, faultsIn, historyId, kites, overviewId, patch, result, songsId } from './fixture.ts'

describe('a patch of a community', () => {
  it('keeps what is absent, sets values and puts the default for null', () => {
    expect(result(patch({}))).toEqual(kites)
    expect(result(patch({ title: 'Kites', tags: ['a', 'b'] }))).toEqual({
      ...kites,
      title: 'Kites',
      tags: ['a', 'b'],
    })
    const reset = { kind: null, tagline: null, aliases: null, tags: null, regions: null }
    expect(result(patch({ ...reset, license: null, canonicalUrl: null }))).toEqual({
      ...kites,
      kind: 'microculture',
      tagline: null,
      aliases: [],
      tags: [],
      regions: [],
      license: null,
      canonicalUrl: null,
    })
  })

  it.each(['slug', 'title', 'defaultLocale'])('refuses null for %s', (name) => {
    const { error } = CommunityPatch.safeParse({ [name]: null })
    expect(error?.issues.map(({ path }) => path)).toEqual([[name]])
  })

  it('merges translations by locale and removes those that are null', () => {
    const { translations } = result(
      patch({ translations: { es: { title: 'Cometas' }, fr: { title: 'Cerfs-volants' } } }),
    )
    expect(translations).toEqual({
      es: { title: 'Cometas', tagline: 'Gente' },
      fr: { title: 'Cerfs-volants', tagline: null },
    })
    expect(
      result(
        patch({
          translations: { es: null },
          sections: [{ id: overviewId, translations: { es: null } }],
          crossReferences: [],
        }),
      ).translations,
    ).toEqual({})
    expect(faultsIn(patch({ translations: null }))).toEqual([
      '/sections/0/translations/es untitled-locale',
    ])
  })

  it('gives the same content again when it is sent its own content', () => {
    fc.assert(
      fc.property(contents(plainBody), (content) => {
        const sent = CommunityPatch.parse(JSON.parse(JSON.stringify(content)))
        expect(result(applyPatch(content, sent))).toEqual(content)
      }),
      { numRuns: 100 },
    )
  })

  it('changes nothing but the fields that it names', () => {
    const names = fc.subarray(['title', 'tagline', 'tags', 'aliases', 'license'] as const)
    fc.assert(
      fc.property(contents(plainBody), contents(plainBody), names, (content, other, chosen) => {
        const picked = Object.fromEntries(chosen.map((name) => [name, other[name]]))
        const sent = CommunityPatch.parse(JSON.parse(JSON.stringify(picked)))
        expect(result(applyPatch(content, sent))).toEqual({ ...content, ...picked })
      }),
      { numRuns: 100 },
    )
  })

  it('does not alter the content that it was given', () => {
    const before = structuredClone(kites)
    patch({ title: 'X', sections: [{ id: historyId, slug: 'past' }], translations: { es: null } })
    expect(kites).toEqual(before)
  })

  it('is told every fault at once, those of single fields beside those that span several', () => {
    const merged = patch({
      tags: ['a', 'a'],
      sections: [
        { slug: 'new' },
        { id: '0192f0c1-0000-7000-8000-00000000dead', body: 'x' },
        { id: historyId, kind: 'traditions' },
        { slug: 'customs', kind: 'traditions' },
        { id: songsId, translations: { fr: { heading: 'Chants' } } },
      ],
      crossReferences: [
        { relation: 'see_also' },
        { relation: 'source', target: { community: 'sailors' } },
        { relation: 'see_also', target: { community: 'kite-flyers' }, section: 'nowhere' },
      ],
    })
    expect(faultsIn(merged).toSorted()).toEqual([
      '/crossReferences/0/target required',
      '/crossReferences/1/target unfit-target',
      '/crossReferences/2/section unknown-section',
      '/crossReferences/2/target self-reference',
      '/sections/0/kind required',
      '/sections/1/id unknown-id',
      '/sections/3/kind duplicate',
      '/sections/4/translations/fr/body required',
      '/tags/1 duplicate',
    ])
  })
})

describe('the draft of a community', () => {
  it('needs a title only', () => {
    expect(result(draft({ title: 'AI & ML Community' }))).toMatchObject({
      slug: 'ai-ml-community',
      kind: 'microculture',
      defaultLocale: 'en',
      tagline: null,
      sections: [],
      translations: {},
    })
  })

  it('makes ids, slugs and headings for its sections', () => {
    const { sections } = result(
      draft({
        title: 'Kites',
        sections: [{ kind: 'music_arts' }, { kind: 'other', heading: 'Wind & Rain', body: 'x' }],
      }),
    )
    expect(sections).toMatchObject([
      { slug: 'music-arts', heading: 'Music Arts', body: '', images: [], translations: {} },
      { slug: 'wind-rain', heading: 'Wind & Rain', body: 'x' },
    ])
    expect(new Set(sections.map(({ id }) => id)).size).toBe(2)
  })

  it('is refused where no slug can be made', () => {
    const untitled = { title: '!!!', sections: [{ kind: 'other', heading: '???' }] }
    expect(faultsIn(draft(untitled))).toEqual(['/slug no-slug', '/sections/0/slug no-slug'])
    expect(result(draft({ title: '!!!', slug: 'marks' })).slug).toBe('marks')
  })

  it('may not bring ids', () => {
    const sections = [{ id: historyId, kind: 'history' }]
    expect(faultsIn(draft({ title: 'X', sections }))).toEqual(['/sections/0/id unknown-id'])
  })
})
