import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedParts, changedPaths } from '../../../src/atlas/editing/changed-paths.ts'
import { contents } from '../document/contents.ts'
import { plainBody } from '../document/texts.ts'
import {
  bookId,
  historyId,
  kites,
  overviewId,
  patch,
  result,
  sailorsId,
  songsId,
} from './fixture.ts'

const pathsAfter = (sent: object) => changedPaths(kites, result(patch(sent)))
const partsAfter = (sent: object) => [...changedParts(kites, result(patch(sent)))]
const [overview, history, songs] = kites.sections.map(({ id }) => ({ id }))
const references = kites.crossReferences.map(({ id }) => ({ id }))

describe('the changed paths', () => {
  it('name the fields that changed', () => {
    expect(pathsAfter({ title: 'X', tags: ['wind', 'sun'], license: null })).toEqual([
      '/title',
      '/tags',
      '/license',
    ])
    expect(pathsAfter({ translations: { es: { title: 'X' } } })).toEqual(['/translations/es/title'])
    expect(pathsAfter({ translations: { fr: { title: 'X' } } })).toEqual(['/translations/fr'])
  })

  it('name parts by id', () => {
    const sections = [
      { ...overview, body: 'X', translations: { es: { body: 'X' } } },
      { ...history, slug: 'past' },
      songs,
    ]
    expect(pathsAfter({ sections })).toEqual([
      `/sections/${overviewId}/body`,
      `/sections/${overviewId}/translations/es/body`,
      `/sections/${historyId}/slug`,
      `/crossReferences/${sailorsId}`,
    ])
    expect(partsAfter({ sections })).toEqual([overviewId, historyId, sailorsId])
  })

  it('tell a new order and other members from other texts', () => {
    expect(pathsAfter({ sections: [songs, history, overview] })).toEqual(['/sections'])
    expect(partsAfter({ sections: [songs, history, overview] })).toEqual([])
    expect(pathsAfter({ sections: [overview, history] })).toEqual([
      '/sections',
      `/sections/${songsId}`,
    ])
    expect(pathsAfter({ crossReferences: references.toReversed() })).toEqual(['/crossReferences'])
    expect(pathsAfter({ crossReferences: references.slice(0, 1) })).toEqual([
      '/crossReferences',
      `/crossReferences/${bookId}`,
    ])
  })

  it('of a first revision are the fields that are set', () => {
    const { sections: _, ...rest } = kites
    expect(changedPaths(null, { ...rest, sections: [], tagline: null })).toEqual(
      ['slug', 'kind', 'defaultLocale', 'title', 'aliases', 'tags', 'regions', 'crossReferences']
        .concat('translations', 'canonicalUrl', 'license')
        .map((name) => `/${name}`),
    )
    expect(changedParts(null, kites).size).toBe(5)
  })

  it('are none exactly where nothing changed', () => {
    fc.assert(
      fc.property(contents(plainBody), contents(plainBody), (one, other) => {
        expect(changedPaths(one, structuredClone(one))).toEqual([])
        expect(changedParts(one, structuredClone(one)).size).toBe(0)
        const same = JSON.stringify(one) === JSON.stringify(other)
        expect(changedPaths(one, other).length === 0).toBe(same)
      }),
      { numRuns: 100 },
    )
  })
})
