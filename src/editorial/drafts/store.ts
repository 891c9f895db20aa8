import { z } from 'zod'
import { Content } from '../../atlas/content.ts'
import { isUuid } from '../../atlas/slug.ts'
import type { Db } from '../../database/database.ts'
import { sql, sqlLater } from '../../database/queryable.ts'
import { type Draft, DraftStatus, type Prisma } from '../../generated/prisma/client.ts'
import { findRecentContent, type RecentContent } from './recent-contents.ts'

export type DraftRow = Draft

/** The draft that a reference means: its id, its slug or a slug it once had. */
export async function findDraft(db: Db, reference: string): Promise<DraftRow | null> {
  if (isUuid(reference)) return db.draft.findUnique({ where: { id: reference.toLowerCase() } })
  const address = await db.draftSlug.findUnique({
    where: { slug: reference },
    include: { draft: true },
  })
  return address?.draft ?? null
}

const LockedDraft = z.object({
  id: z.string(),
  slug: z.string(),
  status: z.enum(DraftStatus),
  version: z.int(),
  revision: z.int(),
  publishedRevision: z.int().nullable(),
  importedRevision: z.int().nullable(),
  title: z.string(),
  titleSortKey: z.string(),
  kind: z.string(),
  regionIds: z.array(z.string()),
  partRevisions: z.record(z.string(), z.int()),
  createdAt: z.date(),
  createdBy: z.string(),
  updatedAt: z.date(),
  updatedBy: z.string(),
  trashedAt: z.date().nullable(),
  mergedIntoId: z.string().nullable(),
}) satisfies z.ZodType<DraftRow>

const LockedWithContent = LockedDraft.extend({
  content: Content.nullable(),
  /** When it was stored; null where it was purged. */
  contentAt: z.date().nullable(),
})

/** Reads a draft and keeps every other writer of it waiting until the transaction ends. */
export async function lockDraft(tx: Db, reference: string): Promise<DraftRow | null> {
  return z.array(LockedDraft).parse(await lockedRows(tx, reference, false))[0] ?? null
}

/** The same with the newest content; null where it was purged. */
export async function lockDraftWithContent(
  tx: Db,
  reference: string,
): Promise<{ draft: DraftRow; content: Content | null } | null> {
  const known = findRecentContent(reference)
  const rows = await lockedRows(tx, reference, true, known)
  const [found] = z.array(LockedWithContent).parse(rows)
  if (!found) return null
  const { content, contentAt, ...draft } = found
  if (known && isSame(known, draft, contentAt)) return { draft, content: known.content }
  // Whoever had to wait for the draft gets it as it is now, and of all else what was there when the statement began.
  return { draft, content: content ?? (await findContent(tx, draft.id, draft.revision)) }
}

const isSame = (
  { draftId, number, createdAt }: RecentContent,
  draft: DraftRow,
  contentAt: Date | null,
): boolean =>
  draftId === draft.id && number === draft.revision && createdAt.getTime() === contentAt?.getTime()

function lockedRows(
  tx: Db,
  reference: string,
  withContent: boolean,
  known?: RecentContent,
): Promise<unknown[]> {
  const [id, slug] = isUuid(reference) ? [reference, null] : [null, reference]
  const { draftId = null, number = null } = known ?? {}
  return sql(tx)`
    SELECT id::text, slug, status::text, version, revision, published_revision AS "publishedRevision",
      imported_revision AS "importedRevision", title, title_sort_key AS "titleSortKey", kind,
      region_ids::text[] AS "regionIds", part_revisions AS "partRevisions", created_at AS "createdAt",
      created_by AS "createdBy", updated_at AS "updatedAt", updated_by AS "updatedBy", trashed_at AS "trashedAt",
      merged_into_id::text AS "mergedIntoId",
      CASE WHEN ${withContent}::boolean AND (d.id, d.revision) IS DISTINCT FROM (${draftId}::uuid, ${number}::int) THEN
        (SELECT r.content FROM editorial.revision r WHERE r.draft_id = d.id AND r.number = d.revision) END AS content,
      CASE WHEN ${withContent}::boolean THEN (SELECT r.created_at FROM editorial.revision r
        WHERE r.draft_id = d.id AND r.number = d.revision AND r.content IS NOT NULL) END AS "contentAt"
    FROM editorial.draft d
    WHERE id = COALESCE(${id}::uuid, (SELECT draft_id FROM editorial.draft_slug WHERE slug = ${slug}::text))
    FOR UPDATE`
}

/** The same for the drafts that have or had these slugs, by slug; what there is none of is left out. */
export async function lockDrafts(tx: Db, slugs: string[]): Promise<Map<string, DraftRow>> {
  const found = await listSlugs(tx, slugs)
  if (found.length === 0) return new Map()
  const ids = found.map(({ id }) => id)
  // In one order, so that two who hold several drafts never wait for each other.
  await sql(
    tx,
  )`SELECT 1 FROM editorial.draft WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR UPDATE`
  const drafts = await tx.draft.findMany({ where: { id: { in: ids } } })
  const byId = new Map(drafts.map((draft) => [draft.id, draft]))
  return new Map(
    found.flatMap(({ slug, id }) => {
      const draft = byId.get(id)
      return draft ? [[slug, draft]] : []
    }),
  )
}

async function listSlugs(db: Db, slugs: string[]): Promise<{ slug: string; id: string }[]> {
  const rows = await sql(db)`
    SELECT slug, draft_id::text AS id FROM editorial.draft_slug WHERE slug = ANY (${slugs}::text[])`
  return z.array(z.object({ slug: z.string(), id: z.string() })).parse(rows)
}

/** The ids of the drafts that references mean, by the reference; those that mean none are left out. */
export async function listDraftIds(db: Db, references: string[]): Promise<Map<string, string>> {
  if (references.length === 0) return new Map()
  const rows = await sql(db)`
    SELECT w.reference, d.id::text FROM unnest(${references}::text[]) AS w(reference)
    LEFT JOIN editorial.draft_slug s ON s.slug = w.reference
    JOIN editorial.draft d ON d.id = s.draft_id OR d.id::text = lower(w.reference)`
  const found = z.array(z.object({ reference: z.string(), id: z.string() })).parse(rows)
  return new Map(found.map(({ reference, id }) => [reference, id]))
}

/** Null where there is no such revision, or where it was purged. */
export async function findContent(
  db: Db,
  draftId: string,
  number: number,
): Promise<Content | null> {
  const rows = await sql(db)`
    SELECT content FROM editorial.revision WHERE draft_id = ${draftId}::uuid AND number = ${number}::int`
  const [row] = z.array(z.object({ content: Content.nullable() })).parse(rows)
  return row?.content ?? null
}

/** Of drafts, each in one revision; without those that are not there or were purged. */
export async function listContents(
  db: Db,
  revisions: { id: string; number: number }[],
): Promise<Map<string, Content>> {
  const rows = await sql(db)`
    SELECT r.draft_id::text AS id, r.content FROM json_to_recordset(${JSON.stringify(revisions)}::json)
      AS w(id uuid, number int) JOIN editorial.revision r ON r.draft_id = w.id AND r.number = w.number
    WHERE r.content IS NOT NULL`
  const found = z.array(z.object({ id: z.string(), content: Content })).parse(rows)
  return new Map(found.map(({ id, content }) => [id, content]))
}

/** The next drafts in the order of their ids, each with its newest revision. */
export async function listDraftsAfter(
  db: Db,
  after: string,
  limit: number,
): Promise<{ id: string; number: number }[]> {
  const rows = await sql(db)`
    SELECT id::text, revision AS number FROM editorial.draft
    WHERE id > ${after}::uuid ORDER BY id LIMIT ${limit}::int`
  return z.array(z.object({ id: z.string(), number: z.int() })).parse(rows)
}

/** A draft that nobody has done anything with yet. */
export interface NewDraft extends Omit<DraftRow, 'partRevisions'> {
  status: 'draft'
  publishedRevision: null
  trashedAt: null
  mergedIntoId: null
  partRevisions: Record<string, number>
}

/** Inserts drafts; answers the ids of those whose slug no other transaction took first. */
export async function insertDrafts(tx: Db, drafts: NewDraft[]): Promise<Set<string>> {
  const rows = await sql(tx)`
    INSERT INTO editorial.draft (id, slug, version, revision, imported_revision, title, title_sort_key, kind,
      region_ids, part_revisions, created_at, created_by, updated_at, updated_by)
    SELECT w.id, w.slug, w.version, w.revision, w."importedRevision", w.title, w."titleSortKey", w.kind,
      w."regionIds", w."partRevisions", w."createdAt", w."createdBy", w."updatedAt", w."updatedBy"
    FROM json_to_recordset(${JSON.stringify(drafts)}::json) AS w(id uuid, slug text, version int, revision int,
      "importedRevision" int, title text, "titleSortKey" text, kind text, "regionIds" uuid[],
      "partRevisions" jsonb, "createdAt" timestamptz, "createdBy" text, "updatedAt" timestamptz, "updatedBy" text)
    ON CONFLICT DO NOTHING RETURNING id::text`
  const inserted = z.array(z.object({ id: z.string() })).parse(rows)
  return new Set(inserted.map(({ id }) => id))
}

export type NewRevision = Omit<Prisma.RevisionCreateManyInput, 'content' | 'changedPaths'> & {
  content: Content
  changedPaths: string[]
}

export async function insertRevisions(tx: Db, revisions: NewRevision[]): Promise<void> {
  // Without RETURNING: a content of two megabytes need not come back. As jsonb it is taken apart once, as json three times.
  await sqlLater(tx)`
    INSERT INTO editorial.revision (draft_id, number, content, author, message, changed_paths, created_at)
    SELECT w."draftId", w.number, w.content, w.author, w.message, w."changedPaths", w."createdAt"
    FROM jsonb_to_recordset(${JSON.stringify(revisions)}::jsonb) AS w("draftId" uuid, number int, content jsonb,
      author text, message text, "changedPaths" text[], "createdAt" timestamptz)`
}

/** Writes what a new revision changes of a locked draft. */
export async function markRevised(tx: Db, draft: DraftRow): Promise<void> {
  const parts = JSON.stringify(draft.partRevisions)
  await sqlLater(tx)`
    UPDATE editorial.draft SET slug = ${draft.slug}, title = ${draft.title}, title_sort_key = ${draft.titleSortKey},
      kind = ${draft.kind}, region_ids = ${draft.regionIds}::uuid[], part_revisions = ${parts}::jsonb,
      version = ${draft.version}, revision = ${draft.revision}, updated_at = ${draft.updatedAt},
      updated_by = ${draft.updatedBy}
    WHERE id = ${draft.id}::uuid`
}

/** Changes a locked draft and raises its version. */
export function markChanged(
  tx: Db,
  id: string,
  change: Omit<Prisma.DraftUncheckedUpdateInput, 'partRevisions'>,
): Promise<DraftRow> {
  return tx.draft.update({ where: { id }, data: { ...change, version: { increment: 1 } } })
}

/** Writes what a publication changes of locked drafts. */
export async function markPublished(
  tx: Db,
  drafts: Pick<DraftRow, 'id' | 'publishedRevision' | 'version' | 'updatedAt' | 'updatedBy'>[],
): Promise<void> {
  const rows = drafts.map(({ id, publishedRevision, version, updatedAt, updatedBy }) => ({
    ...{ id, publishedRevision, version, updatedAt, updatedBy },
  }))
  await sql(tx)`
    UPDATE editorial.draft d SET status = 'published', published_revision = w."publishedRevision",
      version = w.version, updated_at = w."updatedAt", updated_by = w."updatedBy"
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS w(id uuid, "publishedRevision" int, version int,
      "updatedAt" timestamptz, "updatedBy" text)
    WHERE d.id = w.id`
}

/** Claims slugs for drafts, for good. Answers whose each is: another draft may have been first. */
export async function claimSlugs(
  tx: Db,
  claims: { slug: string; id: string }[],
): Promise<Map<string, string>> {
  const slugs = claims.map(({ slug }) => slug)
  const ids = claims.map(({ id }) => id)
  await sqlLater(tx)`
    INSERT INTO editorial.draft_slug (slug, draft_id)
    SELECT * FROM unnest(${slugs}::text[], ${ids}::uuid[]) ON CONFLICT DO NOTHING`
  const owners = await listSlugs(tx, slugs)
  return new Map(owners.map(({ slug, id }) => [slug, id]))
}

export async function markImported(tx: Db, id: string, importedRevision: number): Promise<void> {
  await tx.draft.update({ where: { id }, data: { importedRevision } })
}

/** Whether a draft was written last by anybody else. */
export async function isAnyDraftNotBy(db: Db, author: string): Promise<boolean> {
  const rows = await sql(db)`SELECT 1 FROM editorial.draft WHERE updated_by <> ${author} LIMIT 1`
  return rows.length > 0
}

export interface DraftFilter {
  status?: DraftRow['status'][] | undefined
  kind?: string[] | undefined
  /** Regions, any of which must be or hold one of the draft's. */
  regionIds?: string[] | undefined
  updatedBy?: string | undefined
  trashed: boolean
  /** What the caller's key is limited to. */
  reach: { regionIds: string[]; communityIds: string[] } | null
}

export type DraftSort = 'title' | '-title' | 'updatedAt' | '-updatedAt'

const Position = z.tuple([z.string(), z.uuid()])

/** One page of drafts, and one row beyond it. */
export async function listDrafts(
  db: Db,
  filter: DraftFilter,
  sort: DraftSort,
  after: readonly unknown[] | undefined,
  limit: number,
): Promise<DraftRow[]> {
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const field = sort.endsWith('title') ? 'titleSortKey' : 'updatedAt'
  const conditions = await conditionsOf(db, filter)
  if (after) {
    const [key, id] = Position.parse(after)
    const beyond = direction === 'asc' ? 'gt' : 'lt'
    conditions.push({
      OR: [{ [field]: { [beyond]: key } }, { [field]: key, id: { [beyond]: id } }],
    })
  }
  return db.draft.findMany({
    where: { AND: conditions },
    orderBy: [{ [field]: direction }, { id: direction }],
    take: limit + 1,
  })
}

export async function countDrafts(db: Db, filter: DraftFilter): Promise<number> {
  return db.draft.count({ where: { AND: await conditionsOf(db, filter) } })
}

async function conditionsOf(db: Db, filter: DraftFilter): Promise<Prisma.DraftWhereInput[]> {
  const { status, kind, regionIds, updatedBy, trashed, reach } = filter
  const conditions: Prisma.DraftWhereInput[] = [
    trashed ? { trashedAt: { not: null } } : { trashedAt: null },
  ]
  if (status) conditions.push({ status: { in: status } })
  if (kind) conditions.push({ kind: { in: kind } })
  if (updatedBy !== undefined) conditions.push({ updatedBy })
  if (regionIds) conditions.push({ regionIds: { hasSome: await listRegionsIn(db, regionIds) } })
  if (reach) {
    const inRegions = { regionIds: { hasSome: await listRegionsIn(db, reach.regionIds) } }
    conditions.push({ OR: [{ id: { in: reach.communityIds } }, inRegions] })
  }
  return conditions
}

/** The ids of these regions and of all that lie in them. */
async function listRegionsIn(db: Db, ids: string[]): Promise<string[]> {
  const rows = await db.region.findMany({
    where: { lineage: { hasSome: ids } },
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}
