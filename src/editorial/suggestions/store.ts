import { z } from 'zod'
import { regionKindValues } from '../../atlas/vocabularies/region-kinds.ts'
import type { Reach } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { statusValues } from '../drafts/schema.ts'

const State = z.object({ versions: z.number(), regions: z.string().nullable() })

/**
 * What tells whether any name may have changed: the sum of all drafts' versions, which grows with every write (those of
 * publications included), and a digest of the regions. Times would not do: they don't grow in the order of commits.
 */
export async function getNamesState(db: Db): Promise<z.infer<typeof State>> {
  const rows = await db.$queryRaw`
    SELECT COALESCE(sum(version), 0)::float8 AS versions,
      (SELECT md5(string_agg(concat_ws(' ', id, slug, kind, name, names), ' ' ORDER BY id)) FROM published.region)
        AS regions
    FROM editorial.draft`
  return z.tuple([State]).parse(rows)[0]
}

/** The versions of the drafts that were changed last, by id; of all drafts where there is no limit. */
export async function listVersions(db: Db, limit: number | null): Promise<[string, number][]> {
  const rows = await db.$queryRaw`
    SELECT COALESCE(json_object_agg(d.id, d.version), '{}') AS versions
    FROM (SELECT id, version FROM editorial.draft ORDER BY updated_at DESC, id DESC LIMIT ${limit}::int) d`
  const [row] = z.tuple([z.object({ versions: z.record(z.string(), z.int()) })]).parse(rows)
  return Object.entries(row.versions)
}

const Names = z.object({
  slug: z.string(),
  title: z.string(),
  /** Locale and title. */
  titles: z.array(z.tuple([z.string(), z.string()])),
  aliases: z.array(z.string()),
})
export type NamesRow = z.infer<typeof Names>

const NamedRow = z.object({
  id: z.string(),
  version: z.int(),
  status: z.enum(statusValues),
  draft: Names.nullable(),
  published: Names.nullable(),
})
export type NamedRow = z.infer<typeof NamedRow>

/** What these communities are called in their drafts and in public; what is in the trash or withdrawn has no name. */
export async function listNamed(db: Db, ids: string[]): Promise<NamedRow[]> {
  const rows = await db.$queryRaw`
    SELECT d.id::text, d.version, d.status::text,
      CASE WHEN d.trashed_at IS NULL AND d.merged_into_id IS NULL AND d.status <> 'archived'
        AND r.content IS NOT NULL THEN json_build_object(
        'slug', d.slug, 'title', d.title, 'aliases', k.aliases, 'titles', (
          SELECT json_agg(json_build_array(t.locale, t.title)) FROM (
            SELECT k."defaultLocale" AS locale, d.title
            UNION ALL SELECT e.key, e.value->>'title' FROM jsonb_each(k.translations) e
          ) t)
      ) END AS draft,
      CASE WHEN d.trashed_at IS NULL AND c.id IS NOT NULL THEN json_build_object(
        'slug', c.slug, 'aliases', c.aliases, 'title', c.title,
        'titles', (SELECT json_agg(json_build_array(t.locale, t.title)) FROM published.community_text t
          WHERE t.community_id = c.id)
      ) END AS published
    FROM editorial.draft d
    JOIN editorial.revision r ON r.draft_id = d.id AND r.number = d.revision
    LEFT JOIN LATERAL jsonb_to_record(r.content)
      AS k("defaultLocale" text, aliases jsonb, translations jsonb) ON true
    LEFT JOIN published.community c ON c.id = d.id
    WHERE d.id = ANY (${ids}::uuid[])`
  return z.array(NamedRow).parse(rows)
}

const RegionRow = z.object({
  id: z.string(),
  slug: z.string(),
  kind: z.enum(regionKindValues),
  name: z.string(),
  names: z.record(z.string(), z.string()),
})
export type RegionRow = z.infer<typeof RegionRow>

export async function listNamedRegions(db: Db): Promise<RegionRow[]> {
  const select = { id: true, slug: true, kind: true, name: true, names: true }
  return z.array(RegionRow).parse(await db.region.findMany({ select, orderBy: { id: 'asc' } }))
}

/** The ids of the drafts within a reach. */
export async function listReached(db: Db, reach: Reach): Promise<Set<string>> {
  const rows = await db.$queryRaw`
    SELECT id::text FROM editorial.draft WHERE id = ANY (${reach.communityIds}::uuid[])
      OR region_ids && ARRAY(SELECT id FROM published.region WHERE lineage && ${reach.regionIds}::uuid[])`
  const found = z.array(z.object({ id: z.string() })).parse(rows)
  return new Set(found.map(({ id }) => id))
}

export async function listRejected(db: Db, draftId: string): Promise<Set<string>> {
  const rows = await db.rejectedSuggestion.findMany({ where: { draftId } })
  return new Set(rows.map(({ suggestion }) => suggestion))
}

/** Answers how many of them had not been rejected before. */
export async function insertRejections(
  tx: Db,
  draftId: string,
  suggestions: string[],
  rejectedBy: string,
  createdAt: Date,
): Promise<number> {
  const data = suggestions.map((suggestion) => ({ draftId, suggestion, rejectedBy, createdAt }))
  return (await tx.rejectedSuggestion.createMany({ data, skipDuplicates: true })).count
}

/** False where it was not rejected. */
export async function deleteRejection(
  tx: Db,
  draftId: string,
  suggestion: string,
): Promise<boolean> {
  return (await tx.rejectedSuggestion.deleteMany({ where: { draftId, suggestion } })).count === 1
}
