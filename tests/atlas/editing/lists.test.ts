import { describe, expect, it } from 'vitest'
import {
  bookId,
  faultsIn,
  historyId,
  kites,
  overviewId,
  patch,
  result,
  sailorsId,
  songsId,
} from './fixture.ts'

const [overview, history, songs] = kites.sections
const noReferences = { crossReferences: [] }

describe('the sections of a patch', () => {
  it('are the whole new list in its order; those not listed go', () => {
    const { sections } = result(
      patch({ sections: [{ id: songsId }, { id: overviewId }], ...noReferences }),
    )
    expect(sections).toEqual([songs, overview])
  })

  it('are matched by id, else by slug, and merged field by field', () => {
    const { sections } = result(
      patch({
        sections: [
          { id: songsId.toUpperCase(), slug: 'chants', body: 'Lo.' },
          { slug: 'overview', heading: 'About', translations: { es: { body: 'Sí.' } } },
          { slug: 'history', heading: null, body: null },
        ],
      }),
    )
    expect(sections).toEqual([
      { ...songs, slug: 'chants', body: 'Lo.' },
      { ...overview, heading: 'About', translations: { es: { heading: 'Resumen', body: 'Sí.' } } },
      { ...history, heading: 'History', body: '' },
    ])
  })

  it('without id and slug are matched by their kind, so that the same patch twice gives the same ids', () => {
    const sections = [
      { kind: 'history', body: 'New.' },
      { kind: 'other', heading: 'Songs' },
    ]
    const found = result(patch({ sections })).sections
    expect(found.map(({ id }) => id)).toEqual([historyId, songsId])
    expect(found.map(({ body }) => body)).toEqual(['New.', 'La.'])
  })

  it('may swap their slugs, and references follow', () => {
    const content = result(
      patch({
        sections: [
          { id: overviewId },
          { id: historyId, slug: 'songs' },
          { id: songsId, slug: 'history' },
        ],
      }),
    )
    expect(content.sections.map(({ id }) => id)).toEqual([overviewId, historyId, songsId])
    expect(content.crossReferences[0]?.section).toBe('songs')
  })

  it('take a slug that another one gives up as a new section', () => {
    const { sections } = result(
      patch({
        sections: [
          { id: songsId, slug: 'chants' },
          { slug: 'songs', kind: 'music_arts' },
        ],
        ...noReferences,
      }),
    )
    expect(sections[0]).toEqual({ ...songs, slug: 'chants' })
    expect(sections[1]?.id).not.toBe(songsId)
  })

  it('are refused where one is named twice', () => {
    const twice = patch({ sections: [{ id: historyId }, { id: historyId }] })
    expect(faultsIn(twice)).toEqual([
      '/sections/1/id duplicate',
      '/sections/1/slug duplicate',
      '/sections/1/kind duplicate',
    ])
  })

  it('may not go while a cross-reference names them', () => {
    expect(faultsIn(patch({ sections: [{ id: overviewId }] }))).toEqual([
      '/crossReferences/0/section unknown-section',
    ])
  })
})

describe('the cross-references of a patch', () => {
  const [sailors, book] = kites.crossReferences

  it('are matched by id, else by relation and target, and merged field by field', () => {
    const { crossReferences } = result(
      patch({
        crossReferences: [
          { relation: 'source', target: { url: 'https://b.test/' }, note: 'n' },
          { id: sailorsId, target: { community: 'divers', section: 'overview' }, quote: null },
        ],
      }),
    )
    expect(crossReferences).toEqual([
      { ...book, target: { url: 'https://b.test/', label: null }, note: 'n' },
      { ...sailors, target: { community: 'divers', section: 'overview' }, quote: null },
    ])
  })

  it('get an id of their own where they are new', () => {
    const { crossReferences } = result(
      patch({ crossReferences: [{ relation: 'see_also', target: { community: 'divers' } }] }),
    )
    expect(crossReferences).toHaveLength(1)
    expect([sailorsId, bookId]).not.toContain(crossReferences[0]?.id)
  })

  it('are refused with an unknown id', () => {
    expect(faultsIn(patch({ crossReferences: [{ id: overviewId, note: 'x' }] }))).toEqual([
      '/crossReferences/0/id unknown-id',
    ])
  })

  it('may not say the same twice, whatever the label', () => {
    const target = { url: 'https://b.test/' }
    const crossReferences = [
      { relation: 'source', target },
      { relation: 'source', target: { ...target, label: 'Other' } },
    ]
    expect(faultsIn(patch({ crossReferences }))).toEqual(['/crossReferences/1 duplicate'])
  })
})
