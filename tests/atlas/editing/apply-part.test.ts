import { describe, expect, it } from 'vitest'
import * as parts from '../../../src/atlas/editing/apply-part.ts'
import { ReferenceDraft, SectionDraft } from '../../../src/atlas/editing/content-patch.ts'
import {
  faultsIn,
  historyId,
  idOf,
  kites,
  overviewId,
  referencePatch,
  result,
  sailorsId,
  sectionPatch,
  songsId,
} from './fixture.ts'

const [overview, history, songs] = kites.sections
const [sailors, book] = kites.crossReferences

describe('a section', () => {
  it('is patched in its place, and references follow its slug', () => {
    const sent = sectionPatch({ slug: 'past', body: 'Older.', images: null })
    const content = result(parts.applySectionPatch(kites, historyId, sent))
    expect(content).toEqual({
      ...kites,
      sections: [overview, { ...history, slug: 'past', body: 'Older.' }, songs],
      crossReferences: [{ ...sailors, section: 'past' }, book],
    })
  })

  it('is replaced whole, keeping id and slug', () => {
    const sent = SectionDraft.parse({ kind: 'overview', body: 'New.' })
    const content = result(parts.replaceSection(kites, overviewId, sent))
    expect(content.sections[0]).toEqual({ ...overview, body: 'New.', translations: {} })
  })

  it('is added behind the others', () => {
    const sent = SectionDraft.parse({ kind: 'cuisine' })
    const added = parts.addSection(kites, 'food', sent)
    expect(result(added).sections.slice(3)).toEqual([
      {
        id: added.id,
        slug: 'food',
        kind: 'cuisine',
        heading: 'Cuisine',
        body: '',
        images: [],
        translations: {},
      },
    ])
  })

  it('is removed, unless a cross-reference names it', () => {
    expect(result(parts.removeSection(kites, songsId)).sections).toEqual([overview, history])
    expect(faultsIn(parts.removeSection(kites, historyId))).toEqual([
      '/crossReferences/0/section unknown-section',
    ])
  })

  it('has faults that point into what was sent', () => {
    const sent = sectionPatch({ slug: 'overview', kind: 'overview', translations: { fr: {} } })
    expect(faultsIn(parts.applySectionPatch(kites, songsId, sent))).toEqual([
      '/translations/fr/heading required',
      '/translations/fr/body required',
    ])
    const taken = sectionPatch({ slug: 'overview', kind: 'overview' })
    expect(faultsIn(parts.applySectionPatch(kites, songsId, taken))).toEqual([
      '/slug duplicate',
      '/kind duplicate',
    ])
    expect(
      faultsIn(parts.applySectionPatch(kites, overviewId, sectionPatch({ slug: 'songs' }))),
    ).toEqual([' duplicate'])
  })

  it('that is not there is an error of the caller', () => {
    expect(() => parts.applySectionPatch(kites, idOf(99), {})).toThrow(RangeError)
  })
})

describe('a cross-reference', () => {
  it('is patched in its place', () => {
    const sent = referencePatch({ section: null, note: 'n' })
    expect(result(parts.applyReferencePatch(kites, sailorsId, sent)).crossReferences).toEqual([
      { ...sailors, section: null, note: 'n' },
      book,
    ])
  })

  it('is added behind the others and removed', () => {
    const sent = ReferenceDraft.parse({ relation: 'part_of', target: { community: 'fliers' } })
    const added = parts.addReference(kites, sent)
    const content = result(added)
    expect(content.crossReferences[2]).toMatchObject({ id: added.id, relation: 'part_of' })
    expect(result(parts.removeReference(content, added.id))).toEqual(kites)
  })

  it('has faults that point into what was sent', () => {
    const sent = ReferenceDraft.parse({
      relation: 'see_also',
      target: { community: 'kite-flyers' },
      section: 'nowhere',
    })
    expect(faultsIn(parts.addReference(kites, sent))).toEqual([
      '/target self-reference',
      '/section unknown-section',
    ])
  })
})
