import { z } from 'zod'
import { Content } from '../../atlas/content.ts'
import type { Reach } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { statusValues } from '../drafts/schema.ts'

export interface CheckedDrafts {
  ids?: string[] | undefined
  status?: string[] | undefined
  regionIds?: string[] | undefined
  /** What the caller's key is limited to. */
  reach: Reach | null
  /** Null where the content has to be read to tell what is wrong; else the kinds that the draft itself tells. */
  only: { stale: boolean; placeless: boolean } | null
  /** Unpublished work that was last changed before this is stale. */
  staleBefore: Date
}

/** Where to go on: behind a draft, or with the rest of it. */
export interface Position {
  draftId: string
  inclusive: boolean
}

const DraftRow = z.object({
  id: z.string(),
  slug: z.string(),
  title: z.string(),
  status: z.enum(statusValues),
  isStale: z.boolean(),
  content: Content,
})
export type CheckedDraft = z.infer<typeof DraftRow>

const nil = '00000000-0000-0000-0000-000000000000'

/** Drafts with their newest content, in the order of their ids. */
export async function listCheckedDrafts(
  db: Db,
  { ids = [], status = [], regionIds = [], reach, only, staleBefore }: CheckedDrafts,
  { draftId, inclusive }: Position = { draftId: nil, inclusive: true },
  limit: number,
): Promise<CheckedDraft[]> {
  const rows = await db.$queryRaw`
    WITH candidate AS (
      SELECT d.*, d.updated_at < ${staleBefore} AND (d.status IN ('draft', 'in_review')
        OR d.status = 'published' AND d.revision > d.published_revision) AS stale
      FROM editorial.draft d
      WHERE d.trashed_at IS NULL AND d.merged_into_id IS NULL
        AND d.id >= ${draftId}::uuid AND (${inclusive}::boolean OR d.id > ${draftId}::uuid)
        AND (cardinality(${ids}::uuid[]) = 0 OR d.id = ANY (${ids}::uuid[]))
        AND (cardinality(${status}::text[]) = 0 OR d.status::text = ANY (${status}::text[]))
        AND (cardinality(${regionIds}::uuid[]) = 0 OR d.region_ids && ARRAY(
          SELECT id FROM published.region WHERE lineage && ${regionIds}::uuid[]))
        AND (${reach === null}::boolean OR d.id = ANY (${reach?.communityIds ?? []}::uuid[])
          OR d.region_ids && ARRAY(
            SELECT id FROM published.region WHERE lineage && ${reach?.regionIds ?? []}::uuid[]))
    )
    SELECT c.id::text, c.slug, c.title, c.status::text, c.stale AS "isStale", r.content
    FROM candidate c JOIN editorial.revision r ON r.draft_id = c.id AND r.number = c.revision
    WHERE r.content IS NOT NULL AND (${only === null}::boolean OR (${only?.stale ?? false}::boolean AND c.stale)
      OR (${only?.placeless ?? false}::boolean AND cardinality(c.region_ids) = 0))
    ORDER BY c.id LIMIT ${limit}`
  return z.array(DraftRow).parse(rows)
}

/** A community, or a section of it, as a text or a cross-reference names it. */
export interface WrittenTarget {
  community: string
  section: string | null
}

const TargetRow = z.object({
  community: z.string(),
  section: z.string().nullable(),
  draft: z.object({ id: z.string(), slug: z.string(), isWithdrawn: z.boolean() }).nullable(),
  isPublished: z.boolean(),
  hasSection: z.boolean(),
  isWithdrawn: z.boolean(),
  successor: z.string().nullable(),
})
export type TargetRow = z.infer<typeof TargetRow>

/** What targets lead to, on the public side and among the drafts; those that lead nowhere are in the answer, too. */
export async function listTargets(db: Db, targets: WrittenTarget[]): Promise<TargetRow[]> {
  if (targets.length === 0) return []
  const rows = await db.$queryRaw`
    WITH wanted AS (
      SELECT w.community, w.section,
        CASE WHEN w.community ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN w.community::uuid END AS id
      FROM unnest(${targets.map(({ community }) => community)}::text[],
        ${targets.map(({ section }) => section)}::text[]) AS w(community, section)
    )
    SELECT w.community, w.section,
      CASE WHEN d.id IS NOT NULL THEN json_build_object('id', d.id, 'slug', d.slug, 'isWithdrawn',
         d.trashed_at IS NOT NULL OR d.merged_into_id IS NOT NULL OR d.status = 'archived') END AS draft,
      c.id IS NOT NULL AS "isPublished",
      w.section IS NULL OR EXISTS (
        SELECT 1 FROM published.section s JOIN published.section_slug h ON h.section_id = s.id
        WHERE s.community_id = c.id AND (s.id::text = w.section OR h.slug = w.section)) AS "hasSection",
      t.id IS NOT NULL AS "isWithdrawn", n.slug AS successor
    FROM wanted w
    LEFT JOIN published.community_slug a ON a.slug = w.community
    LEFT JOIN published.community c ON c.id = COALESCE(w.id, a.community_id)
    LEFT JOIN published.tombstone t ON t.id = COALESCE(w.id, a.community_id) AND t.type = 'community'
    LEFT JOIN published.community n ON n.id = t.successor_id
    LEFT JOIN editorial.draft_slug f ON f.slug = w.community
    LEFT JOIN editorial.draft d ON d.id = COALESCE(w.id, f.draft_id)`
  return z.array(TargetRow).parse(rows)
}
