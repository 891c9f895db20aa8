import { communitiesTag, communityTag, regionsTag, regionTag } from '../../atlas/cache-tags.ts'
import type { Db } from '../../database/database.ts'
import { type NewChange, recordChanges } from './changes/service.ts'
import { listFeedRows, listLineages, markModified, markRegionsModified } from './profile/store.ts'

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

/** Dates every answer that the effects changed and tells the feed, effect by effect, in their transaction. */
export async function announce(tx: Db, effects: Effect[], now: Date): Promise<void> {
  const touched = distinct(effects.flatMap((effect) => effect.touched))
  const regionIds = effects.flatMap(({ regionsBefore, regionsAfter }) => [
    ...regionsBefore,
    ...regionsAfter,
  ])
  const lineages = await listLineages(tx, distinct(regionIds))
  const lineageOf = (ids: string[]) => distinct(ids.flatMap((id) => lineages.get(id) ?? [])).sort()
  await markModified(tx, touched, now)
  await markRegionsModified(tx, lineageOf(effects.flatMap(countedAnew)), now)
  const others = await listFeedRows(tx, touched)
  await recordChanges(
    tx,
    effects.flatMap((effect) => {
      const differ = new Set(effect.touched)
      return [
        ownChange(effect, lineageOf, now),
        ...others.filter(({ id }) => differ.has(id)).map((other) => otherChange(other, now)),
      ]
    }),
  )
}

function ownChange(effect: Effect, lineageOf: (ids: string[]) => string[], at: Date): NewChange {
  const { change, regionsBefore, regionsAfter, neighbours, touched } = effect
  const communities = distinct([change.id, ...neighbours, ...touched])
  const tags = [
    ...communities.map(communityTag),
    ...lineageOf([...regionsBefore, ...regionsAfter]).map(regionTag),
    communitiesTag,
    ...(countedAnew(effect).length > 0 ? [regionsTag] : []),
  ]
  const regionIds = distinct([...regionsAfter, ...regionsBefore])
  return { type: 'community', regionIds, tags, at, ...change }
}

/** What the feed says of a community whose answers another one's publication changed. */
export const otherChange = (
  other: Awaited<ReturnType<typeof listFeedRows>>[number],
  at: Date,
): NewChange => ({
  ...other,
  op: 'updated',
  type: 'community',
  tags: [communityTag(other.id), communitiesTag],
  at,
})

/** The regions that have a community more or less. */
function countedAnew({ regionsBefore, regionsAfter }: Effect): string[] {
  const [old, now] = [new Set(regionsBefore), new Set(regionsAfter)]
  return [
    ...regionsBefore.filter((id) => !now.has(id)),
    ...regionsAfter.filter((id) => !old.has(id)),
  ]
}

const distinct = (ids: string[]): string[] => [...new Set(ids)]
