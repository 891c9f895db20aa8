import type { Db } from '../../database/database.ts'
import type { PublishedState } from './profile/store.ts'
import * as profiles from './profile/store.ts'
import * as references from './references/store.ts'

/**
 * Takes everything public of a community away but its addresses, which are gone from now on. Answers who was at the
 * other ends of its cross-references. The publishing lock must be held.
 */
export async function hide(
  tx: Db,
  { id, sections }: PublishedState,
  now: Date,
): Promise<{ neighbours: string[] }> {
  const neighbours = await neighboursOf(tx, id)
  await profiles.deleteCommunity(tx, id)
  await profiles.insertTombstones(tx, 'community', [id], now)
  const sectionIds = sections.map((section) => section.id)
  await profiles.insertTombstones(tx, 'section', sectionIds, now)
  await references.deleteStandingReferences(tx, id)
  return { neighbours }
}

async function neighboursOf(tx: Db, id: string): Promise<string[]> {
  const neighbours = await references.listNeighbours(tx, [id])
  return [...(neighbours.get(id)?.keys() ?? [])]
}
