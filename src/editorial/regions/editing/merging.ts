import { slugFrom } from '../../../atlas/slug.ts'
import type { RegionContent } from '../content.ts'
import type { RegionDraft, RegionPatch } from '../schema.ts'

const blank = {
  parent: null,
  isoAlpha2: null,
  isoAlpha3: null,
  iso3166_2: null,
  m49: null,
  point: null,
  wikidataId: null,
}

/** The document of a new region, not yet validated; its slug is made from its English name where it states none. */
export const regionFrom = (draft: RegionDraft): object => ({
  ...blank,
  ...draft,
  slug: draft.slug ?? slugFrom(draft.names.en ?? ''),
})

/** A region with a patch merged into it (RFC 7396), not yet validated. */
export function applyRegionPatch(region: RegionContent, patch: RegionPatch): object {
  const { names, point, ...fields } = patch
  return {
    ...region,
    ...fields,
    names: withoutNulls({ ...region.names, ...names }),
    point: point ? { ...region.point, ...point } : point === null ? null : region.point,
  }
}

const withoutNulls = (names: Record<string, string | null>) =>
  Object.fromEntries(Object.entries(names).filter(([, name]) => name !== null))
