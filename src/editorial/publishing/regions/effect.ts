import {
  communitiesTag,
  communityTag,
  regionNameTag,
  regionsTag,
  regionTag,
} from '../../../atlas/cache-tags.ts'
import type { Db } from '../../../database/database.ts'
import { type NewChange, recordChanges } from '../changes/service.ts'
import { otherChange } from '../effect.ts'
import { listFeedRows, markModified, markRegionsModified } from '../profile/store.ts'
import * as store from './store.ts'

/** What one edit of a region did to public answers. */
export interface RegionEffect {
  change: Pick<NewChange, 'op' | 'id' | 'slug' | 'kind' | 'revision'>
  /** From the widest region above to itself; empty where it was not, or is no more. */
  lineageBefore: string[]
  lineageAfter: string[]
  /** Whether it, with all that lies in it, has other regions above it now. */
  moved: boolean
  /** Whether what others show of it differs. */
  renamed: boolean
}

/** Dates every answer that the edit changed and tells the feed, in the transaction of the edit. */
export async function announceRegion(tx: Db, effect: RegionEffect, now: Date): Promise<void> {
  const { change, lineageBefore, lineageAfter, renamed } = effect
  const { id } = change
  const places = [...new Set([...lineageAfter, ...lineageBefore])]
  const descendants = await store.listDescendants(tx, id)
  const touched = renamed ? await store.listCommunitiesOf(tx, id) : []
  await markRegionsModified(tx, modifiedBy(effect, descendants), now)
  await markModified(tx, touched, now)
  const tags = [
    ...[...places, ...descendants].map(regionTag),
    ...(renamed ? [regionNameTag(id)] : []),
    ...touched.map(communityTag),
    regionsTag,
    communitiesTag,
  ]
  const others = await listFeedRows(tx, touched)
  await recordChanges(tx, [
    { ...change, type: 'region', regionIds: places, tags, at: now },
    ...others.map((other) => otherChange(other, now)),
  ])
}

/** The regions whose answers differ: its parent shows it as a child, all that lies in it as one above. */
function modifiedBy(effect: RegionEffect, descendants: string[]): string[] {
  const { change, lineageBefore, lineageAfter, moved, renamed } = effect
  if (moved) return [...lineageBefore, ...lineageAfter, ...descendants]
  if (!renamed) return [change.id]
  const parents = [lineageBefore.at(-2), lineageAfter.at(-2)].flatMap((id) => id ?? [])
  return [change.id, ...parents, ...descendants]
}
