import { nearest } from '../../atlas/nearest.ts'
import type { Pool } from '../../database/database.ts'
import type { Queryable } from '../../database/queryable.ts'
import { type Fault, gone, notFound } from '../../problem.ts'
import { Moved } from '../moved.ts'
import { readReference } from './reference.ts'
import * as store from './store.ts'

/** Where a published community is, whose slug or id may have been another; throws 404 or 410 where there is none. */
async function locateCommunity(pool: Pool, reference: string) {
  const address = await store.findCommunityAddress(pool, reference)
  if (!address) throw notFound('community', reference)
  if (address.slug === null) throw gone('community')
  const named = readReference(reference)
  const moved = 'id' in named ? address.id !== named.id : address.slug !== named.slug
  return { id: address.id, slug: address.slug, moved }
}

/** The id of a published community. Throws 404, 410, or `Moved` where its slug, or before a merge its id, was another. */
export async function requireCommunity(pool: Pool, reference: string): Promise<{ id: string }> {
  const { id, slug, moved } = await locateCommunity(pool, reference)
  if (moved) throw new Moved({ community: slug })
  return { id }
}

/** Throws why a community cannot be shown: as `requireCommunity` does, or 404 where it only has no text to show. */
export async function explainMissingCommunity(pool: Pool, reference: string): Promise<never> {
  await requireCommunity(pool, reference)
  // It is published, only not in a locale that the reader accepts.
  throw notFound('community in the wanted locale', reference)
}

/** Like `requireCommunity` for a section of it; where both have moved, `Moved` leads to the end in one hop. */
async function requireSection(
  pool: Pool,
  communityReference: string,
  sectionReference: string,
): Promise<{ id: string; communityId: string }> {
  const community = await locateCommunity(pool, communityReference)
  const section = await store.findSectionAddress(pool, community.id, sectionReference)
  // After a merge the section may be gone with its community: what is left of the address leads there.
  if (community.moved && !section?.slug) throw new Moved({ community: community.slug })
  if (!section) throw notFound('section', sectionReference)
  if (section.slug === null) throw gone('section')
  const byId = 'id' in readReference(sectionReference)
  const moved = !byId && section.slug !== sectionReference
  if (community.moved || moved) {
    throw new Moved({
      ...(community.moved ? { community: community.slug } : {}),
      ...(moved ? { section: section.slug } : {}),
    })
  }
  return { id: section.id, communityId: community.id }
}

/** Like `explainMissingCommunity` for a section of it. */
export async function explainMissingSection(
  pool: Pool,
  communityReference: string,
  sectionReference: string,
): Promise<never> {
  await requireSection(pool, communityReference, sectionReference)
  throw notFound('section in the wanted locale', sectionReference)
}

/** The id of a region. Throws 404, 410, or `Moved` where its slug was another. */
export async function requireRegion(pool: Pool, reference: string): Promise<{ id: string }> {
  const region = await store.findRegionAddress(pool, reference)
  if (!region) throw notFound('region', reference)
  if (region.slug === null) throw gone('region')
  if (region.by === 'slug' && region.slug !== reference) throw new Moved({ region: region.slug })
  return { id: region.id }
}

/** The ids of regions that a filter names, and a fault for each that there is none of. */
export async function resolveRegions(
  pool: Pool,
  parameter: string,
  references: readonly string[],
): Promise<{ ids: string[]; faults: Fault[] }> {
  const found = await Promise.all(
    references.map(async (reference) => ({
      reference,
      region: await store.findRegionAddress(pool, reference),
    })),
  )
  const unknown = found.filter(({ region }) => !region?.slug)
  const known = unknown.length > 0 ? await store.listRegionReferences(pool) : []
  return {
    ids: found.flatMap(({ region }) => (region?.slug ? [region.id] : [])),
    faults: unknown.map(({ reference }) => ({
      parameter,
      code: 'unknown-region',
      detail: `There is no region “${reference}”.${nearest(reference, known)}`,
    })),
  }
}

/** The same for a filter that looks back: regions that are gone count. */
export async function resolveRegionsOfAnyTime(
  pool: Pool,
  parameter: string,
  references: readonly string[] = [],
): Promise<{ ids: string[]; faults: Fault[] }> {
  const past = await Promise.all(references.map((each) => store.findRegionAddress(pool, each)))
  const unknown = references.filter((_, index) => !past[index])
  const { faults } = await resolveRegions(pool, parameter, unknown)
  return { ids: past.flatMap((region) => region?.id ?? []), faults }
}

/** The id of a published community that a filter names, or a fault. Former slugs count. */
export async function resolveCommunity(
  pool: Queryable,
  parameter: string,
  reference: string | undefined,
): Promise<{ id?: string; faults: Fault[] }> {
  if (reference === undefined) return { faults: [] }
  const address = await store.findCommunityAddress(pool, reference)
  if (address?.slug) return { id: address.id, faults: [] }
  const detail = `There is no community “${reference}”.`
  return { faults: [{ parameter, code: 'unknown-community', detail }] }
}
