import type { Db } from '../../../database/database.ts'
import { gone, notFound } from '../../../problem.ts'
import type { RegionContent } from '../content.ts'
import { findRegions } from '../service.ts'
import * as store from './store.ts'

export type { RegionRow, RevisionRow } from './store.ts'
export const { countRegionRows, countRevisions, listRegionRows, listRevisions } = store

/** The region that a reference means; throws 404 where there never was one, 410 where it was deleted. */
export async function getRegion(db: Db, reference: string): Promise<store.RegionRow> {
  const id = (await findRegions(db, [reference])).get(reference)?.id
  const region = id === undefined ? null : await store.findRegionRow(db, id)
  if (region) return region
  throw (await store.findDeletedRegion(db, reference))
    ? gone('region')
    : notFound('region', reference)
}

/** The id of the region that a reference means or meant: a deleted one keeps its history. Throws 404. */
export async function getRegionId(db: Db, reference: string): Promise<string> {
  const id = (await findRegions(db, [reference])).get(reference)?.id
  const found = id ?? (await store.findDeletedRegion(db, reference))
  if (found === null) throw notFound('region', reference)
  return found
}

/** One revision of a region; throws 404 where there is none. */
export async function getRevision(db: Db, regionId: string, number: number) {
  const revision = await store.findRevision(db, regionId, number)
  if (!revision) throw notFound('revision', String(number))
  return revision
}

/** The strong entity tag of a region. */
export const regionEntityTag = ({ revision }: Pick<store.RegionRow, 'revision'>): string =>
  `"${revision}"`

/** What a revision of the region as it is now would say. */
export function contentOf(region: store.RegionRow): RegionContent {
  const { slug, kind, names, parent, point, wikidataId } = region
  const { isoAlpha2, isoAlpha3, iso3166_2, m49 } = region
  const codes = { isoAlpha2, isoAlpha3, iso3166_2, m49 }
  return { slug, kind, names, parent, ...codes, point, wikidataId }
}
