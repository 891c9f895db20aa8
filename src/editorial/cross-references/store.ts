import { z } from 'zod'
import { Content } from '../../atlas/content.ts'
import type { Reach } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { statusValues } from '../drafts/schema.ts'

/** Everything that a document may call a community: its id, every slug it ever had, and the ids of those merged into it. */
export async function listNames(db: Db, id: string): Promise<string[]> {
  const rows = await db.$queryRaw`
    SELECT slug AS name FROM editorial.draft_slug WHERE draft_id = ${id}::uuid
    UNION SELECT d.id::text FROM editorial.draft d WHERE ${id}::uuid IN (d.id, d.merged_into_id)`
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name)
}

const Referring = z.object({
  id: z.string(),
  slug: z.string(),
  title: z.string(),
  status: z.enum(statusValues),
  newest: Content.nullable(),
  /** Null where none is published, or where it is the newest. */
  published: Content.nullable(),
  isNewestPublished: z.boolean(),
})
export type Referring = z.infer<typeof Referring>

/** Where to go on: behind a draft, or with it. */
export interface Start {
  draftId: string
  inclusive: boolean
}

/**
 * Drafts within a reach, those in the trash apart, that may refer or link to a community by one of its names, in the
 * order of their ids. Some may not: a name in a text is not always a link. What a published revision says is known;
 * only others are looked into, each unpacked once, which is most of the work.
 */
export async function listReferring(
  db: Db,
  id: string,
  names: string[],
  reach: Reach | null,
  { draftId, inclusive }: Start,
  limit: number,
): Promise<Referring[]> {
  const links = names.map((name) => `%[[${name}%`)
  const rows = await db.$queryRaw`
    SELECT d.id::text, d.slug, d.title, d.status::text, r.content AS newest, p.content AS published,
      d.revision IS NOT DISTINCT FROM d.published_revision AS "isNewestPublished"
    FROM editorial.draft d
    JOIN editorial.revision r ON r.draft_id = d.id AND r.number = d.revision
    LEFT JOIN editorial.revision p ON p.draft_id = d.id AND p.number = d.published_revision
      AND d.published_revision <> d.revision
    WHERE d.trashed_at IS NULL AND d.id <> ${id}::uuid
      AND d.id >= ${draftId}::uuid AND (${inclusive}::boolean OR d.id > ${draftId}::uuid)
      AND (${reach === null}::boolean OR d.id = ANY (${reach?.communityIds ?? []}::uuid[])
        OR d.region_ids && ARRAY(
          SELECT g.id FROM published.region g WHERE g.lineage && ${reach?.regionIds ?? []}::uuid[]))
      AND (d.id IN (SELECT s.draft_id FROM editorial.standing_reference s WHERE s.target = ANY (${names}::text[]))
        OR d.revision IS DISTINCT FROM d.published_revision AND (
          SELECT EXISTS (SELECT FROM jsonb_array_elements(k."crossReferences") x
              WHERE lower(x #>> '{target,community}') = ANY (${names}::text[]))
            OR EXISTS (SELECT FROM jsonb_array_elements(k.sections) s
              WHERE s->>'body' LIKE ANY (${links}::text[]) OR s->>'translations' LIKE ANY (${links}::text[]))
          FROM jsonb_to_record(r.content) AS k(sections jsonb, "crossReferences" jsonb)))
    ORDER BY d.id LIMIT ${limit}`
  return z.array(Referring).parse(rows)
}

const TargetState = z.object({
  /** The draft that the target means, where it is in reach. */
  draftId: z.string().nullable(),
  draftHasSection: z.boolean(),
  isPublished: z.boolean(),
  publishedHasSection: z.boolean(),
})
export type TargetState = z.infer<typeof TargetState>

/** What a community, or a section of it, that a document names leads to: in public, and among the drafts within a reach. */
export async function getTargetState(
  db: Db,
  community: string,
  section: string | null,
  reach: Reach | null,
): Promise<TargetState> {
  const rows = await db.$queryRaw`
    WITH wanted AS (SELECT w.slug, w.section,
      CASE WHEN w.slug ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN w.slug::uuid END AS id
      FROM (SELECT ${community}::text AS slug, ${section}::text AS section) w)
    SELECT d.id::text AS "draftId",
      w.section IS NULL OR EXISTS (SELECT FROM editorial.revision r, jsonb_array_elements(r.content->'sections') s
        WHERE r.draft_id = d.id AND r.number = d.revision AND w.section IN (s->>'id', s->>'slug')) AS "draftHasSection",
      c.id IS NOT NULL AS "isPublished",
      w.section IS NULL OR EXISTS (SELECT FROM published.section s
        JOIN published.section_slug h ON h.section_id = s.id
        WHERE s.community_id = c.id AND w.section IN (s.id::text, h.slug)) AS "publishedHasSection"
    FROM wanted w
    LEFT JOIN published.community_slug a ON a.slug = w.slug
    LEFT JOIN published.tombstone t ON t.id = w.id
    LEFT JOIN published.community c ON c.id = COALESCE(a.community_id, t.successor_id, w.id)
    LEFT JOIN editorial.draft_slug f ON f.slug = w.slug
    LEFT JOIN editorial.draft n ON n.id = COALESCE(w.id, f.draft_id)
    LEFT JOIN editorial.draft d ON d.id = COALESCE(n.merged_into_id, n.id) AND d.trashed_at IS NULL
      AND (${reach === null}::boolean OR d.id = ANY (${reach?.communityIds ?? []}::uuid[])
        OR d.region_ids && ARRAY(
          SELECT g.id FROM published.region g WHERE g.lineage && ${reach?.regionIds ?? []}::uuid[]))`
  return z.tuple([TargetState]).parse(rows)[0]
}
