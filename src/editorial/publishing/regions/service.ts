import { isDeepStrictEqual } from 'node:util'
import { sortKey } from '../../../atlas/sort-key.ts'
import type { RegionKind } from '../../../atlas/vocabularies/region-kinds.ts'
import type { Db } from '../../../database/database.ts'
import { storeRegionSuggestions } from '../search/service.ts'
import { announceRegion } from './effect.ts'
import * as store from './store.ts'

/** A region as the public is to see it. */
export interface ShownRegion {
  id: string
  revision: number
  slug: string
  kind: RegionKind
  names: Record<string, string>
  parent: { id: string; lineage: string[] } | null
  isoAlpha2: string | null
  isoAlpha3: string | null
  iso31662: string | null
  m49: string | null
  point: { latitude: number; longitude: number } | null
  wikidataId: string | null
}

/** Makes a region what the public sees, with all that this changes elsewhere. The publishing lock must be held. */
export async function showRegion(
  tx: Db,
  { revision, parent, point, ...region }: ShownRegion,
  now: Date,
): Promise<void> {
  const { id, slug, kind, names } = region
  const name = names.en ?? slug
  const before = await store.findShownRegion(tx, id)
  const lineage = [...(parent?.lineage ?? []), id]
  await store.writeRegion(tx, {
    ...region,
    parentId: parent?.id ?? null,
    lineage,
    name,
    nameSortKey: sortKey(name),
    latitude: point?.latitude ?? null,
    longitude: point?.longitude ?? null,
    modifiedAt: now,
  })
  await storeRegionSuggestions(tx, [id])
  const moved = before !== null && !isDeepStrictEqual(before.lineage, lineage)
  if (moved) await store.moveDescendants(tx, id, lineage)
  const outcome = before ? 'updated' : 'published'
  const op = before && before.slug !== slug ? 'renamed' : outcome
  await announceRegion(
    tx,
    {
      change: { op, id, slug, kind, revision },
      lineageBefore: before?.lineage ?? [],
      lineageAfter: lineage,
      moved,
      renamed:
        !before || !isDeepStrictEqual(referenceOf(before), referenceOf({ ...region, point })),
    },
    now,
  )
}

type Codes = Pick<ShownRegion, 'isoAlpha2' | 'isoAlpha3' | 'iso31662' | 'm49' | 'wikidataId'>
type Named = Codes & Pick<ShownRegion, 'slug' | 'point'> & { kind: string; names: unknown }

/** What others show of a region: in JSON its name and two codes, in JSON-LD all that identifies it. */
const referenceOf = ({ slug, kind, names, point, ...codes }: Named) => {
  const { isoAlpha2, isoAlpha3, iso31662, m49, wikidataId } = codes
  return { slug, kind, names, point, isoAlpha2, isoAlpha3, iso31662, m49, wikidataId }
}

/** Takes a region that nothing refers to off the public side: gone, at all its addresses. The publishing lock must be held. */
export async function hideRegion(
  tx: Db,
  {
    id,
    slug,
    kind,
    revision,
    lineage,
  }: Pick<ShownRegion, 'id' | 'slug' | 'kind' | 'revision'> & { lineage: string[] },
  now: Date,
): Promise<void> {
  await store.deleteRegion(tx, id, now)
  const change = { op: 'withdrawn', id, slug, kind, revision }
  const places = { lineageBefore: lineage, lineageAfter: [], moved: false, renamed: true }
  await announceRegion(tx, { change, ...places }, now)
}
