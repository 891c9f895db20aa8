import { z } from 'zod'
import { type RegionKind, regionKindValues } from '../../../atlas/vocabularies/region-kinds.ts'
import type { Db } from '../../../database/database.ts'
import { Prisma, type RegionRevision } from '../../../generated/prisma/client.ts'
import { RegionContent } from '../content.ts'

const RegionRow = RegionContent.extend({
  id: z.string(),
  lineage: z.array(z.string()),
  nameSortKey: z.string(),
  revision: z.int(),
  updatedAt: z.date().nullable(),
  updatedBy: z.string().nullable(),
})
/** A region as it is now, with the number of its newest revision. */
export type RegionRow = z.infer<typeof RegionRow>

export interface RegionFilter {
  id?: string | undefined
  parentId?: string | undefined
  kinds?: string[] | undefined
  q?: string | undefined
}

/** The condition that a filter makes on the region `r`. */
const matching = ({ id = null, parentId = null, kinds = null, q = null }: Nullable<RegionFilter>) =>
  Prisma.sql`(${id}::uuid IS NULL OR r.id = ${id}::uuid)
      AND (${parentId}::uuid IS NULL OR r.parent_id = ${parentId}::uuid)
      AND (${kinds}::text[] IS NULL OR r.kind = ANY (${kinds}::text[]))
      AND (${q}::text IS NULL OR strpos(r.slug, lower(${q})) > 0
        OR upper(${q}) IN (r.iso_alpha2, r.iso_alpha3, r.iso3166_2, r.m49)
        OR EXISTS (SELECT 1 FROM jsonb_each_text(r.names) n WHERE strpos(lower(n.value), lower(${q})) > 0))`

type Nullable<T> = { [Name in keyof T]: T[Name] | null }

const Position = z.tuple([z.string(), z.uuid()])

/** One page of regions by name, and one row beyond it. */
export async function listRegionRows(
  db: Db,
  filter: RegionFilter,
  after: readonly unknown[] | undefined,
  limit: number,
): Promise<RegionRow[]> {
  const [afterKey, afterId] = after ? Position.parse(after) : [null, null]
  const rows = await db.$queryRaw`
    SELECT r.id::text, r.slug, r.kind, r.names, u.slug AS parent, r.iso_alpha2 AS "isoAlpha2",
      r.iso_alpha3 AS "isoAlpha3", r.iso3166_2, r.m49, r.wikidata_id AS "wikidataId", r.lineage::text[],
      CASE WHEN r.latitude IS NOT NULL
        THEN jsonb_build_object('latitude', r.latitude, 'longitude', r.longitude) END AS point,
      r.name_sort_key AS "nameSortKey", COALESCE(v.number, 0) AS revision, v.created_at AS "updatedAt",
      v.author AS "updatedBy"
    FROM published.region r LEFT JOIN published.region u ON u.id = r.parent_id
    LEFT JOIN LATERAL (SELECT e.number, e.created_at, e.author FROM editorial.region_revision e
      WHERE e.region_id = r.id ORDER BY e.number DESC LIMIT 1) v ON true
    WHERE ${matching(filter)}
      AND (${afterId}::uuid IS NULL OR (r.name_sort_key, r.id) > (${afterKey}::text, ${afterId}::uuid))
    ORDER BY r.name_sort_key, r.id LIMIT ${limit + 1}`
  return z.array(RegionRow).parse(rows)
}

export async function countRegionRows(db: Db, filter: RegionFilter): Promise<number> {
  const rows = await db.$queryRaw`
    SELECT count(*)::int AS total FROM published.region r
    WHERE ${matching(filter)}`
  return z.tuple([z.object({ total: z.int() })]).parse(rows)[0].total
}

export async function findRegionRow(db: Db, id: string): Promise<RegionRow | null> {
  return (await listRegionRows(db, { id }, undefined, 1))[0] ?? null
}

const Id = z.object({ id: z.string() })

/** The id of a deleted region that a reference means: its id or a slug that it had. */
export async function findDeletedRegion(db: Db, reference: string): Promise<string | null> {
  const rows = await db.$queryRaw`
    SELECT t.id::text FROM published.tombstone t WHERE t.type = 'region' AND (t.id::text = lower(${reference})
      OR t.id = (SELECT s.region_id FROM published.region_slug s WHERE s.slug = lower(${reference})))`
  return z.array(Id).parse(rows)[0]?.id ?? null
}

/** Keeps whoever is about to name a region waiting until the transaction ends. */
export async function holdRegion(tx: Db, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id::text FROM published.region WHERE id = ${id}::uuid FOR UPDATE`
}

const Child = z.object({ slug: z.string(), kind: z.enum(regionKindValues) })

export async function listChildren(
  db: Db,
  parentId: string,
): Promise<{ slug: string; kind: RegionKind }[]> {
  const rows = await db.region.findMany({
    where: { parentId },
    select: { slug: true, kind: true },
    orderBy: { slug: 'asc' },
  })
  return z.array(Child).parse(rows)
}

export const countWorldsBut = (db: Db, id: string | null): Promise<number> =>
  db.region.count({ where: { kind: 'world', ...(id === null ? {} : { id: { not: id } }) } })

/** Slugs of the first of those communities that name a region, in their newest content or in public, by slug. */
export async function listUsers(db: Db, regionId: string, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw`
    SELECT d.slug FROM editorial.draft d WHERE d.merged_into_id IS NULL AND (d.region_ids @> ARRAY[${regionId}::uuid]
      OR d.id IN (SELECT c.community_id FROM published.community_region c WHERE c.region_id = ${regionId}::uuid))
    ORDER BY d.slug LIMIT ${limit}`
  return z
    .array(z.object({ slug: z.string() }))
    .parse(rows)
    .map(({ slug }) => slug)
}

const Name = z.object({ name: z.string(), slug: z.string() })

/** Those of these slugs and codes that other regions have as slug, present or former, or as code; and which. */
export async function listTaken(
  db: Db,
  names: string[],
  ownId: string | null,
): Promise<Map<string, string>> {
  const rows = await db.$queryRaw`
    SELECT w.name, COALESCE(r.slug, s.slug) AS slug FROM unnest(${names}::text[]) AS w(name)
    LEFT JOIN published.region_slug s ON s.slug = lower(w.name)
      AND s.region_id IS DISTINCT FROM ${ownId}::uuid
    LEFT JOIN published.region r ON r.id IS DISTINCT FROM ${ownId}::uuid
      AND upper(w.name) IN (r.iso_alpha2, r.iso_alpha3, r.iso3166_2, r.m49)
    WHERE s.slug IS NOT NULL OR r.id IS NOT NULL`
  return new Map(
    z
      .array(Name)
      .parse(rows)
      .map(({ name, slug }) => [name, slug]),
  )
}

export type RevisionRow = Omit<RegionRevision, 'content'>

export async function insertRevision(
  tx: Db,
  revision: Omit<RevisionRow, 'purgedAt'> & { content: RegionContent },
): Promise<void> {
  await tx.regionRevision.create({ data: revision })
}

const RevisionPosition = z.tuple([z.int()])

/** One page of a region's revisions, the newest first, and one row beyond it. */
export function listRevisions(
  db: Db,
  regionId: string,
  after: readonly unknown[] | undefined,
  limit: number,
): Promise<RevisionRow[]> {
  const beyond = after ? { number: { lt: RevisionPosition.parse(after)[0] } } : {}
  return db.regionRevision.findMany({
    where: { regionId, ...beyond },
    orderBy: { number: 'desc' },
    omit: { content: true },
    take: limit + 1,
  })
}

export const countRevisions = (db: Db, regionId: string): Promise<number> =>
  db.regionRevision.count({ where: { regionId } })

export async function findRevision(db: Db, regionId: string, number: number) {
  const row = await db.regionRevision.findUnique({
    where: { regionId_number: { regionId, number } },
  })
  return row ? { ...row, content: RegionContent.parse(row.content) } : null
}
