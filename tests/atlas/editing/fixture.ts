import { expect } from 'vitest'
import { Content } from '../../../src/atlas/content.ts'
import { applyPatch, contentFrom } from '../../../src/atlas/editing/apply-patch.ts'
import { checkedContent } from '../../../src/atlas/editing/checked-content.ts'
import {
  CommunityDraft,
  CommunityPatch,
  ReferencePatch,
  SectionPatch,
} from '../../../src/atlas/editing/content-patch.ts'
import type { Merged } from '../../../src/atlas/editing/edit-fault.ts'

export const idOf = (index: number) => `0192f0c1-0000-7000-8000-${String(index).padStart(12, '0')}`
export const [overviewId, historyId, songsId, sailorsId, bookId] = [1, 2, 3, 4, 5].map(idOf) as [
  string,
  string,
  string,
  string,
  string,
]

/** A community with something in every field. */
export const kites: Content = Content.parse({
  slug: 'kite-flyers',
  kind: 'scene',
  title: 'Kite Flyers',
  tagline: 'People who fly kites',
  aliases: ['Kiters'],
  tags: ['wind'],
  regions: [{ region: 'japan', role: 'origin' }],
  sections: [
    {
      id: overviewId,
      slug: 'overview',
      kind: 'overview',
      heading: 'Overview',
      body: 'Kites on beaches.',
      translations: { es: { heading: 'Resumen', body: 'Cometas.' } },
    },
    { id: historyId, slug: 'history', kind: 'history', heading: 'History', body: 'Old.' },
    { id: songsId, slug: 'songs', kind: 'other', heading: 'Songs', body: 'La.' },
  ],
  crossReferences: [
    {
      id: sailorsId,
      relation: 'see_also',
      target: { community: 'sailors' },
      section: 'history',
      quote: 'on hills',
    },
    { id: bookId, relation: 'source', target: { url: 'https://b.test/', label: 'A book' } },
  ],
  translations: { es: { title: 'Cometeros', tagline: 'Gente' } },
  canonicalUrl: 'https://a.test/',
  license: 'CC0',
})

/** What checking says: the same whether or not it is known what the edit began with. */
function checked(merged: Merged) {
  const said = checkedContent(merged)
  expect(checkedContent(merged, kites)).toEqual(said)
  return said
}

/** What a checked edit gives. */
export function result(merged: Merged): Content {
  const said = checked(merged)
  if ('faults' in said) throw new Error(JSON.stringify(said.faults))
  return said.content
}

/** What is wrong with an edit: `pointer code`, in order. */
export function faultsIn(merged: Merged): string[] {
  const said = checked(merged)
  return 'faults' in said ? said.faults.map(({ pointer, code }) => `${pointer} ${code}`) : []
}

// Everything goes through the schema first, as it does on its way in.
export const patch = (sent: object) => applyPatch(kites, CommunityPatch.parse(sent))
export const draft = (sent: object) => contentFrom(CommunityDraft.parse(sent))
export const sectionPatch = (sent: object) => SectionPatch.parse(sent)
export const referencePatch = (sent: object) => ReferencePatch.parse(sent)
