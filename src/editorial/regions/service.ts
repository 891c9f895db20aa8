import { z } from 'zod'
import type { RegionNames } from '../../atlas/document/document.ts'
import { newId } from '../../atlas/identity.ts'
import { type NamedRegion, regionNames } from '../../atlas/region-names.ts'
import { sortKey } from '../../atlas/sort-key.ts'
import { regionKindValues } from '../../atlas/vocabularies/region-kinds.ts'
import type { Database, Db } from '../../database/database.ts'
import { transactionally } from '../../database/transactions.ts'
import { badRequest } from '../../problem.ts'
import { storeRegionSuggestions } from '../publishing/search/service.ts'
import { RegionSeed } from './schema.ts'
import * as store from './store.ts'

/**
 * Loads the reference regions into an atlas that has none yet; answers how many it loaded. Without regions no
 * community could be published, so every way of starting the atlas does this.
 */
export async function loadReferenceRegions(
  { prisma }: Pick<Database, 'prisma'>,
  seed: unknown,
  now: Date,
): Promise<number> {
  if (await store.hasRegions(prisma)) return 0
  const regions = withLineage(z.array(RegionSeed).parse(seed), now)
  return transactionally(prisma, async (tx) => {
    await store.lockRegions(tx)
    if (await store.hasRegions(tx)) return 0
    await store.insertRegions(tx, regions)
    await storeRegionSuggestions(
      tx,
      regions.map(({ id }) => id),
    )
    return regions.length
  })
}

/** A region as a public dump has it, with the ids of all above it and its own. */
export interface RestoredRegion extends Omit<RegionSeed, 'parent'> {
  id: string
  name: string
  parentId: string | null
  lineage: string[]
}

/** Adds regions, parents first, as they were elsewhere. */
export async function restoreRegions(
  tx: Db,
  regions: readonly RestoredRegion[],
  modifiedAt: Date,
): Promise<void> {
  await store.insertRegions(
    tx,
    regions.map(({ iso3166_2: iso31662, ...region }) => ({
      ...{ ...region, iso31662, modifiedAt },
      nameSortKey: sortKey(region.name),
    })),
  )
}

export const { forgetRegions } = store

function withLineage(seeds: RegionSeed[], now: Date): store.NewRegion[] {
  const loaded = new Map<string, { id: string; lineage: string[] }>()
  return seeds.map(({ parent: parentSlug, iso3166_2: iso31662, ...seed }) => {
    const parent = parentSlug === null ? undefined : loaded.get(parentSlug)
    if (parentSlug !== null && !parent) {
      throw new Error(`The region “${seed.slug}” stands before its parent “${parentSlug}”.`)
    }
    const id = newId()
    const lineage = [...(parent?.lineage ?? []), id]
    loaded.set(seed.slug, { id, lineage })
    return {
      ...seed,
      id,
      iso31662,
      parentId: parent?.id ?? null,
      lineage,
      name: seed.names.en,
      nameSortKey: sortKey(seed.names.en),
      modifiedAt: now,
    }
  })
}

const StoredNames = z.object({
  kind: z.enum(regionKindValues),
  names: z.record(z.string(), z.string()),
})

/** The names of all regions, for reading documents. */
export async function readRegionNames(db: Db): Promise<RegionNames> {
  const rows = await store.listRegions(db)
  return regionNames(rows.map((row): NamedRegion => ({ ...row, ...StoredNames.parse(row) })))
}

/** The regions that references mean, by the reference; those that mean none are left out. */
export async function findRegions(
  db: Db,
  references: string[],
): Promise<Map<string, store.FoundRegion>> {
  const found = await store.listReferredRegions(db, references)
  return new Map(found.map((region) => [region.reference, region]))
}

export const isWithin = store.isWithin

/** The ids of the regions that a filter names. Throws a 400 that names every unknown one. */
export async function resolveRegionFilter(
  db: Db,
  references: string[],
  parameter = 'region',
): Promise<string[]> {
  const found = await findRegions(db, references)
  const unknown = references.filter((reference) => !found.has(reference))
  if (unknown.length === 0) return [...found.values()].map(({ id }) => id)
  throw badRequest(
    unknown.map((reference) => ({
      parameter,
      code: 'unknown-region',
      detail: `There is no region “${reference}”.`,
    })),
  )
}
