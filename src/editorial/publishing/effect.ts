import { communitiesTag, communityTag, regionsTag, regionTag } from '../../atlas/cache-tags.ts'
import type { Db } from '../../database/database.ts'
import { insertChanges, type NewChange } from './changes/store.ts'
import { listFeedRows, listLineage, markModified, markRegionsModified } from './profile/store.ts'

/** What one publication or withdrawal did to public answers. */
export interface Effect {
  change: Pick<NewChange, 'op' | 'id' | 'slug' | 'kind' | 'revision' | 'intoId'>
  regionsBefore: string[]
  regionsAfter: string[]
  /** All who are or were at the other end of a cross-reference. */
  neighbours: string[]
  /** Other communities whose answers differ now. */
  touched: string[]
}

/** Dates every answer that the effect changed and tells the feed, in the transaction of the effect. */
export async function announce(tx: Db, effect: Effect, now: Date): Promise<void> {
  const { change, regionsBefore, regionsAfter, neighbours, touched } = effect
  const counted = difference(regionsBefore, regionsAfter)
  await markModified(tx, touched, now)
  await markRegionsModified(tx, await listLineage(tx, counted), now)
  const lineage = await listLineage(tx, [...regionsBefore, ...regionsAfter])
  const communities = new Set([change.id, ...neighbours, ...touched])
  const tags = [
    ...[...communities].map(communityTag),
    ...lineage.map(regionTag),
    communitiesTag,
    ...(counted.length > 0 ? [regionsTag] : []),
  ]
  const others = await listFeedRows(tx, touched)
  await insertChanges(tx, [
    {
      ...change,
      type: 'community',
      regionIds: [...new Set([...regionsAfter, ...regionsBefore])],
      tags,
      at: now,
    },
    ...others.map((other) => ({
      ...other,
      op: 'updated',
      type: 'community',
      tags: [communityTag(other.id), communitiesTag],
      at: now,
    })),
  ])
}

function difference(before: string[], after: string[]): string[] {
  const [old, now] = [new Set(before), new Set(after)]
  return [...before.filter((id) => !now.has(id)), ...after.filter((id) => !old.has(id))]
}
