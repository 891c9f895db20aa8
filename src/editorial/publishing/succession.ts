import type { Db } from '../../database/database.ts'
import { findLastChange } from './changes/store.ts'
import { recompileDependents } from './dependents.ts'
import { announce, type Effect } from './effect.ts'
import { hide } from './hiding.ts'
import type { PublishedState } from './profile/store.ts'
import * as profiles from './profile/store.ts'
import * as references from './references/store.ts'
import { storeSearchRows } from './search/service.ts'
import { refuseCycle } from './showing.ts'

type Feed = Pick<Effect, 'change' | 'neighbours'> & { regionsBefore: string[] }

/**
 * The public half of a merge: what was the source's leads to the target. A source that never was public leaves no
 * trace. The publishing lock must be held. Throws 409 where a hierarchical relation would close a cycle.
 */
export async function succeed(
  tx: Db,
  sourceId: string,
  targetId: string,
  siteUrl: string,
  now: Date,
): Promise<void> {
  const linksBefore = await linksOf(tx, targetId)
  const source = await profiles.findPublished(tx, sourceId)
  const feed = source ? await leave(tx, source, now) : await formerly(tx, sourceId)
  await profiles.moveAddresses(tx, sourceId, targetId)
  // A target that is a draft is nobody's business, and the old addresses stay gone for now.
  if (!feed || !(await profiles.findPublished(tx, targetId))) return
  const { recompiled, affected } = await lead(tx, targetId, linksBefore, siteUrl, now)
  const known = new Set([...feed.neighbours, ...recompiled, ...affected])
  known.delete(sourceId)
  const touched = [...known]
  const { change, regionsBefore, neighbours } = feed
  const merged = { ...change, op: 'merged', intoId: targetId }
  await announce(
    tx,
    [{ change: merged, regionsBefore, regionsAfter: [], neighbours, touched }],
    now,
  )
}

async function leave(tx: Db, source: PublishedState, now: Date): Promise<Feed> {
  const { id, slug, kind, revision, regions } = source
  const { neighbours } = await hide(tx, source, now)
  const regionsBefore = regions.map(({ regionId }) => regionId)
  return { change: { op: 'merged', id, slug, kind, revision }, regionsBefore, neighbours }
}

/** What was withdrawn before is said to be gone; from now on it leads somewhere. */
async function formerly(tx: Db, id: string): Promise<Feed | null> {
  const last = await findLastChange(tx, id)
  if (!last) return null
  const { slug, kind, revision } = last
  return { change: { op: 'merged', id, slug, kind, revision }, regionsBefore: [], neighbours: [] }
}

async function linksOf(tx: Db, id: string): Promise<references.Neighbours> {
  const neighbours = await references.listNeighbours(tx, [id])
  return neighbours.get(id) ?? new Map()
}

/** Lets all who named the source, the target among them, show the target instead. */
async function lead(
  tx: Db,
  targetId: string,
  linksBefore: references.Neighbours,
  siteUrl: string,
  now: Date,
): Promise<{ recompiled: string[]; affected: string[] }> {
  const { ids, recompiled, reworded } = await recompileDependents(tx, [targetId], siteUrl, now, [])
  await refuseCycle(tx, [targetId, ...ids])
  await storeSearchRows(tx, [...new Set([targetId, ...reworded])])
  const linksAfter = await linksOf(tx, targetId)
  const others = [...new Set([...linksBefore.keys(), ...linksAfter.keys()])]
  const changed = others.filter((id) => linksBefore.get(id) !== linksAfter.get(id))
  return { recompiled, affected: [targetId, ...changed] }
}
