import { z } from 'zod'
import type { Pool } from '../../database/database.ts'
import type { Queryable } from '../../database/queryable.ts'
import { readReference } from './reference.ts'

const Address = z.object({ id: z.string(), slug: z.string().nullable() })

/** Whose a reference is or was; `slug` is null once the resource is gone for good. */
export type Address = z.infer<typeof Address>

/** The community that a reference means or once meant; one that was merged into another means that one. */
export async function findCommunityAddress(
  pool: Queryable,
  reference: string,
): Promise<Address | null> {
  const named = readReference(reference)
  const { rows } = await pool.query({
    text:
      'id' in named
        ? `SELECT c.id, c.slug FROM published.community c WHERE c.id = $1::uuid
           UNION ALL SELECT COALESCE(c.id, t.id), c.slug FROM published.tombstone t
           LEFT JOIN published.community c ON c.id = t.successor_id
           WHERE t.id = $1::uuid AND t.type = 'community'`
        : `SELECT a.community_id AS id, c.slug FROM published.community_slug a
           LEFT JOIN published.community c ON c.id = a.community_id WHERE a.slug = $1::text`,
    values: Object.values(named),
  })
  return rows[0] ? Address.parse(rows[0]) : null
}

/** The section of a community that a reference means or once meant. */
export async function findSectionAddress(
  pool: Pool,
  communityId: string,
  reference: string,
): Promise<Address | null> {
  const named = readReference(reference)
  const { rows } = await pool.query(
    'id' in named
      ? `SELECT s.id, s.slug FROM published.section s WHERE s.community_id = $1::uuid AND s.id = $2::uuid
         UNION ALL SELECT t.id, NULL FROM published.tombstone t WHERE t.id = $2::uuid AND t.type = 'section'`
      : `SELECT a.section_id AS id, s.slug FROM published.section_slug a
         LEFT JOIN published.section s ON s.id = a.section_id
         WHERE a.community_id = $1::uuid AND a.slug = $2::text`,
    [communityId, ...Object.values(named)],
  )
  return rows[0] ? Address.parse(rows[0]) : null
}

const RegionAddress = z.object({
  id: z.string(),
  slug: z.string().nullable(),
  by: z.enum(['id', 'code', 'slug']),
})

/** The region that a reference means or once meant: UUID, then code (ISO 3166, M49), then slug, present or former. */
export async function findRegionAddress(
  pool: Pool,
  reference: string,
): Promise<z.infer<typeof RegionAddress> | null> {
  const named = readReference(reference)
  const { rows } = await pool.query(
    'id' in named
      ? `SELECT r.id, r.slug, 'id' AS by FROM published.region r WHERE r.id = $1::uuid
         UNION ALL SELECT t.id, NULL, 'id' FROM published.tombstone t WHERE t.id = $1::uuid AND t.type = 'region'`
      : `SELECT r.id, r.slug, 'code' AS by FROM published.region r
         WHERE r.iso_alpha2 = upper($1) OR r.iso_alpha3 = upper($1) OR r.iso3166_2 = upper($1) OR r.m49 = $1
         UNION ALL
         SELECT a.region_id, r.slug, 'slug' FROM published.region_slug a
         LEFT JOIN published.region r ON r.id = a.region_id
         WHERE a.slug = $1 ORDER BY by LIMIT 1`,
    Object.values(named),
  )
  return rows[0] ? RegionAddress.parse(rows[0]) : null
}

/** The slugs and codes of all regions, to suggest one that was meant. */
export async function listRegionReferences(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query(
    `SELECT unnest(array_remove(ARRAY[r.slug, r.iso_alpha2, r.iso_alpha3, r.m49], NULL)) AS reference
     FROM published.region r ORDER BY 1`,
  )
  return z
    .array(z.object({ reference: z.string() }))
    .parse(rows)
    .map(({ reference }) => reference)
}
