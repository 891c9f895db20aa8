import { z } from 'zod'
import { Slug } from '../../atlas/slug.ts'
import { regionKindValues } from '../../atlas/vocabularies/region-kinds.ts'

/** One region of prisma/seed/regions.json; parents stand before their children. */
export const RegionSeed = z.strictObject({
  slug: Slug,
  kind: z.enum(regionKindValues),
  parent: Slug.nullable(),
  isoAlpha2: z.string().nullable(),
  isoAlpha3: z.string().nullable(),
  iso3166_2: z.string().nullable(),
  m49: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  wikidataId: z.string().nullable(),
  names: z.record(z.string(), z.string().min(1)).and(z.object({ en: z.string() })),
})
export type RegionSeed = z.infer<typeof RegionSeed>
