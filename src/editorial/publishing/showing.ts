import type { Content } from '../../atlas/content.ts'
import type { Db } from '../../database/database.ts'
import { conflict } from '../../problem.ts'
import { recompileDependents } from './dependents.ts'
import { announce } from './effect.ts'
import type { CompiledCommunity } from './profile/compile.ts'
import { placeRegions } from './profile/regions.ts'
import { storeProfile } from './profile/service.ts'
import { storeReferences } from './references/service.ts'
import * as references from './references/store.ts'
import type { Targets } from './references/targets.ts'
import { storeSearchRows } from './search/service.ts'

/** One revision, compiled, on its way to the public. */
export interface Shown {
  id: string
  revision: number
  content: Content
  targets: Targets
  compiled: CompiledCommunity
}

/** Makes a compiled revision what the public sees, with all that this changes elsewhere. The publishing lock must be held. */
export async function show(
  tx: Db,
  { id, revision, content, targets, compiled }: Shown,
  siteUrl: string,
  now: Date,
): Promise<'published' | 'updated'> {
  const regions = await placeRegions(tx, content)
  const neighboursBefore = await references.listNeighbours(tx, id)
  const { before, renamed } = await storeProfile(tx, id, revision, compiled, regions, now)
  await storeReferences(tx, id, content, targets)
  const { ids: dependents, recompiled } = renamed
    ? await recompileDependents(tx, id, siteUrl, now)
    : { ids: [], recompiled: [] }
  await refuseCycle(tx, [id, ...dependents])
  await storeSearchRows(tx, [id, ...recompiled])
  const neighboursAfter = await references.listNeighbours(tx, id)
  const neighbours = [...new Set([...neighboursBefore.keys(), ...neighboursAfter.keys()])]
  const changedNeighbours = neighbours.filter(
    (other) => renamed || neighboursBefore.get(other) !== neighboursAfter.get(other),
  )
  const { slug, kind } = compiled
  const outcome = before ? 'updated' : 'published'
  const op = before && before.slug !== slug ? 'renamed' : outcome
  await announce(
    tx,
    {
      change: { op, id, slug, kind, revision },
      regionsBefore: before?.regions.map(({ regionId }) => regionId) ?? [],
      regionsAfter: regions.map(({ regionId }) => regionId),
      neighbours,
      touched: [...new Set([...changedNeighbours, ...recompiled])],
    },
    now,
  )
  return outcome
}

/** Throws a 409 where a hierarchical relation leads from one of these communities back to it. */
export async function refuseCycle(tx: Db, ids: string[]): Promise<void> {
  const cycle = await references.findCycle(tx, ids)
  if (!cycle) return
  const { relation, slug, through } = cycle
  throw conflict('reference-cycle', `“${slug}” would be ${relation} itself, through “${through}”.`)
}
