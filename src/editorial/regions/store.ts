import { z } from 'zod'
import { regionKindValues } from '../../atlas/vocabularies/region-kinds.ts'
import type { Db } from '../../database/database.ts'
import { sql } from '../../database/queryable.ts'
import type { Prisma } from '../../generated/prisma/client.ts'

export type NewRegion = Prisma.RegionCreateManyInput

export async function hasRegions(db: Db): Promise<boolean> {
  const rows = await sql(db)`SELECT 1 FROM published.region LIMIT 1`
  return rows.length > 0
}

export async function insertRegions(tx: Db, regions: NewRegion[]): Promise<void> {
  await tx.region.createMany({ data: regions })
  await tx.regionSlug.createMany({ data: regions.map(({ id, slug }) => ({ slug, regionId: id })) })
}

/** Forgets all regions, and that their slugs were ever used. */
export async function forgetRegions(tx: Db): Promise<void> {
  await sql(tx)`DELETE FROM published.region`
  await sql(tx)`DELETE FROM published.region_slug`
}

export function listRegions(db: Db) {
  return db.region.findMany({
    select: {
      slug: true,
      kind: true,
      name: true,
      names: true,
      isoAlpha2: true,
      isoAlpha3: true,
      iso31662: true,
      m49: true,
    },
    orderBy: { slug: 'asc' },
  })
}

/** Lets one process at a time fill an empty atlas. */
export async function lockRegions(tx: Db): Promise<void> {
  await sql(tx)`LOCK TABLE published.region IN SHARE ROW EXCLUSIVE MODE`
}

const FoundRegion = z.object({
  reference: z.string(),
  id: z.string(),
  slug: z.string(),
  kind: z.enum(regionKindValues),
  /** Whether the reference is a slug of it, be it a former one. */
  bySlug: z.boolean(),
})
export type FoundRegion = z.infer<typeof FoundRegion>

/**
 * The regions that references mean: each an id, a code (ISO 3166, M49) or a slug, present or former. Inside a
 * transaction they cannot be deleted before its end, so that what is about to name them may rely on them.
 */
export async function listReferredRegions(db: Db, references: string[]): Promise<FoundRegion[]> {
  if (references.length === 0) return []
  const rows = await sql(db)`
    SELECT w.reference, r.id::text, r.slug, r.kind, f.by_slug AS "bySlug"
    FROM (SELECT w.reference, lower(w.reference) AS low, upper(w.reference) AS code
      FROM unnest(${references}::text[]) AS w(reference)) w
    CROSS JOIN LATERAL (
      SELECT m.id, bool_or(m.slug IS NOT DISTINCT FROM w.reference) AS by_slug FROM (
        SELECT x.id, NULL AS slug FROM published.region x WHERE x.id = CASE
          WHEN w.low ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN w.low::uuid END
        UNION ALL SELECT x.id, NULL FROM published.region x WHERE x.iso_alpha2 = w.code
        UNION ALL SELECT x.id, NULL FROM published.region x WHERE x.iso_alpha3 = w.code
        UNION ALL SELECT x.id, NULL FROM published.region x WHERE x.iso3166_2 = w.code
        UNION ALL SELECT x.id, NULL FROM published.region x WHERE x.m49 = w.reference
        UNION ALL SELECT s.region_id, s.slug FROM published.region_slug s WHERE s.slug = w.low
      ) m GROUP BY m.id ORDER BY bool_and(m.slug IS NOT NULL) LIMIT 1
    ) f
    JOIN published.region r ON r.id = f.id
    FOR KEY SHARE OF r`
  return z.array(FoundRegion).parse(rows)
}

/** Whether one of these regions is, or lies in, one of those. */
export async function isWithin(db: Db, regionIds: string[], outerIds: string[]): Promise<boolean> {
  const rows = await sql(db)`
    SELECT EXISTS (SELECT 1 FROM published.region
      WHERE id = ANY (${regionIds}::uuid[]) AND lineage && ${outerIds}::uuid[]) AS within`
  return z.tuple([z.object({ within: z.boolean() })]).parse(rows)[0].within
}
