import { z } from 'zod'
import { newId } from '../../../atlas/identity.ts'
import {
  hierarchicalRelations,
  type Relation,
  relations,
  relationValues,
} from '../../../atlas/vocabularies/relations.ts'
import type { Db } from '../../../database/database.ts'
import { sql, sqlLater } from '../../../database/queryable.ts'
import type { Assertion } from './assertions.ts'
import { Naming } from './naming.ts'
import type { Referrer } from './referrers.ts'
import { revisionOf } from './revision.ts'
import type { PublishedTarget } from './targets.ts'

const TargetRow = z.object({
  written: z.string(),
  id: z.string(),
  slug: z.string(),
  sections: z.array(z.object({ id: z.string(), slugs: z.array(z.string()) })),
})

/** Those of the communities named that are published; with their sections, where a section of them is named. */
export async function listPublishedTargets(
  db: Db,
  written: string[],
  inSections: string[],
): Promise<PublishedTarget[]> {
  if (written.length === 0) return []
  const rows = await sql(db)`
    SELECT w.written, c.id::text, c.slug, COALESCE(s.sections, '[]') AS sections
    FROM unnest(${written}::text[]) WITH ORDINALITY AS w(written, position)
    LEFT JOIN published.community_slug a ON a.slug = w.written
    JOIN published.community c ON c.id = COALESCE(a.community_id,
      CASE WHEN w.written ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN COALESCE(
        (SELECT t.successor_id FROM published.tombstone t WHERE t.id = w.written::uuid), w.written::uuid) END)
    LEFT JOIN LATERAL (
      SELECT json_agg(json_build_object('id', s.id, 'slugs', (
        SELECT json_agg(h.slug ORDER BY h.slug) FROM published.section_slug h WHERE h.section_id = s.id
      )) ORDER BY s.id) AS sections
      FROM published.section s WHERE s.community_id = c.id AND w.written = ANY (${inSections}::text[])
    ) s ON true
    ORDER BY w.position`
  return z.array(TargetRow).parse(rows)
}

/** What a published document refers to: the targets of its cross-references, and those of its links. */
export interface StandingReferences {
  draftId: string
  stated: { id: string; target: string }[]
  linked: string[]
}

/** The id that each link of a document has, by its target. */
export type LinkIds = ReadonlyMap<string, string>

/**
 * Notes what the published revisions of drafts refer to, published or not, and answers the ids of the links by draft.
 * A link that was there before keeps its id.
 */
export async function replaceStandingReferences(
  tx: Db,
  references: StandingReferences[],
): Promise<Map<string, LinkIds>> {
  const draftIds = references.map(({ draftId }) => draftId)
  const known = await listLinkIds(tx, draftIds)
  const links = new Map(
    references.map(({ draftId, linked }) => {
      const ids = known.get(draftId)
      return [draftId, new Map(linked.map((target) => [target, ids?.get(target) ?? newId()]))]
    }),
  )
  const rows = references.flatMap(({ draftId, stated }) => [
    ...stated.map(({ id, target }) => ({ id, draftId, target, linked: false })),
    ...[...(links.get(draftId) ?? [])].map(([target, id]) => ({
      ...{ id, draftId, target, linked: true },
    })),
  ])
  await sql(tx)`DELETE FROM editorial.standing_reference WHERE draft_id = ANY (${draftIds}::uuid[])`
  await insertStandingReferences(tx, rows)
  return links
}

export async function insertStandingReferences(
  tx: Db,
  rows: { id: string; draftId: string; target: string; linked: boolean }[],
): Promise<void> {
  await sql(tx)`
    INSERT INTO editorial.standing_reference (id, draft_id, target, linked)
    SELECT w.id, w."draftId", w.target, w.linked FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS w(id uuid, "draftId" uuid, target text, linked boolean)`
}

/** Those of these ids that references of documents have. */
export async function listStandingIds(tx: Db, ids: string[]): Promise<Set<string>> {
  const rows = await sql(tx)`
    SELECT id::text FROM editorial.standing_reference WHERE id = ANY (${ids}::uuid[])`
  return new Set(
    z
      .array(Id)
      .parse(rows)
      .map(({ id }) => id),
  )
}

export async function deleteStandingReferences(tx: Db, draftId: string): Promise<void> {
  await tx.standingReference.deleteMany({ where: { draftId } })
}

/** The ids of the links of published documents, by draft. */
async function listLinkIds(tx: Db, draftIds: string[]): Promise<Map<string, LinkIds>> {
  const rows = await sql(tx)`
    SELECT id::text, draft_id::text AS "draftId", target FROM editorial.standing_reference
    WHERE draft_id = ANY (${draftIds}::uuid[]) AND linked`
  const Row = z.object({ id: z.string(), draftId: z.string(), target: z.string() })
  const ids = new Map(draftIds.map((id) => [id, new Map<string, string>()]))
  for (const { draftId, target, id } of z.array(Row).parse(rows)) ids.get(draftId)?.set(target, id)
  return ids
}

/**
 * By what documents can name these communities: every slug under which they were published, and the ids of those that
 * were merged into them. One that never was public has no row here.
 */
export async function listFormerNames(tx: Db, ids: string[]): Promise<Map<string, string[]>> {
  const rows = await sql(tx)`
    SELECT community_id::text AS id, slug AS name FROM published.community_slug
    WHERE community_id = ANY (${ids}::uuid[])
    UNION ALL SELECT successor_id::text, id::text FROM published.tombstone WHERE successor_id = ANY (${ids}::uuid[])`
  const names = new Map<string, string[]>()
  for (const row of z.array(z.object({ id: z.string(), name: z.string() })).parse(rows)) {
    names.set(row.id, [...(names.get(row.id) ?? []), row.name])
  }
  return names
}

/** The published documents that have one of these names in them, but for some, by the ids of their communities. */
export async function listNaming(
  tx: Db,
  names: string[],
  apart: readonly string[],
): Promise<Naming[]> {
  const rows = await sql(tx)`
    WITH named AS (
      SELECT r.draft_id AS id, json_agg(r.id) AS "referenceIds", bool_or(r.linked) AS linked,
        COALESCE(json_object_agg(r.target, r.id) FILTER (WHERE r.linked), '{}') AS "linkIds"
      FROM editorial.standing_reference r
      WHERE r.target = ANY (${names}::text[]) AND r.draft_id <> ALL (${apart}::uuid[]) GROUP BY r.draft_id
    )
    SELECT c.id::text, c.slug, n."referenceIds", n."linkIds", d."defaultLocale", d."crossReferences",
      CASE WHEN n.linked OR d."crossReferences" @? '$[*].section ? (@ != null)' THEN (
        SELECT json_agg(CASE WHEN n.linked AND strpos(s.section::text, '[[') > 0 THEN s.section
          ELSE s.section - '{body,translations}'::text[] END ORDER BY s.place)
        FROM jsonb_array_elements(d.sections) WITH ORDINALITY AS s(section, place)
      ) ELSE '[]' END AS sections
    FROM named n JOIN published.community c ON c.id = n.id
    JOIN editorial.revision v ON v.draft_id = c.id AND v.number = c.revision
    CROSS JOIN LATERAL jsonb_to_record(v.content)
      AS d("defaultLocale" text, "crossReferences" jsonb, sections jsonb)
    ORDER BY c.id`
  return z.array(Naming).parse(rows)
}

/** The communities at the other ends of a community's edges, each with a digest of what joins the two. */
export type Neighbours = ReadonlyMap<string, string>

const NeighbourRow = z.object({ source: z.string(), id: z.string(), digest: z.string() })

/** The neighbours of these communities, by community. */
export async function listNeighbours(tx: Db, ids: string[]): Promise<Map<string, Neighbours>> {
  const rows = await sql(tx)`
    SELECT s.id::text AS source, n.id::text, md5(string_agg(n.edge, '|' ORDER BY n.edge)) AS digest
    FROM unnest(${ids}::uuid[]) AS s(id) CROSS JOIN LATERAL (
      SELECT x.other AS id, concat_ws(' ', x.id, x.relation, x.from_section_id, x.to_section_id, x.from_id, a.id,
        a.community_id, a.section_id, a.quote, a.note, a.position) AS edge
      FROM (
        SELECT o.*, o.to_id AS other FROM published.edge o WHERE o.from_id = s.id AND o.to_id IS NOT NULL
        UNION ALL SELECT i.*, i.from_id FROM published.edge i WHERE i.to_id = s.id
      ) x JOIN published.assertion a ON a.edge_id = x.id
    ) n GROUP BY s.id, n.id`
  const neighbours = new Map(ids.map((id) => [id, new Map<string, string>()]))
  for (const { source, id, digest } of z.array(NeighbourRow).parse(rows)) {
    neighbours.get(source)?.set(id, digest)
  }
  return neighbours
}

const ReferrerRow = z.object({
  id: z.string(),
  slug: z.string(),
  title: z.string(),
  relations: z.array(z.object({ relation: z.enum(relationValues), outgoing: z.boolean() })),
  linked: z.boolean(),
})

/** Published communities that say something of this one, by slug. */
export async function listReferrers(tx: Db, id: string): Promise<Referrer[]> {
  const rows = await sql(tx)`
    SELECT c.id::text, c.slug, c.title, bool_or(a.linked) AS linked,
      COALESCE(json_agg(DISTINCT jsonb_build_object('relation', e.relation, 'outgoing', e.from_id = c.id))
        FILTER (WHERE NOT a.linked), '[]') AS relations
    FROM published.edge e JOIN published.assertion a ON a.edge_id = e.id
    JOIN published.community c ON c.id = a.community_id
    WHERE (e.from_id = ${id}::uuid OR e.to_id = ${id}::uuid) AND a.community_id <> ${id}::uuid
    GROUP BY c.id ORDER BY c.slug`
  return z
    .array(ReferrerRow)
    .parse(rows)
    .map(({ relations: stated, ...row }) => ({ ...row, relations: stated.map(fromOwnEnd).sort() }))
}

const fromOwnEnd = ({ relation, outgoing }: { relation: Relation; outgoing: boolean }): Relation =>
  outgoing ? relation : (relations[relation].inverse ?? relation)

const AssertionRow = z.object({
  id: z.string(),
  relation: z.enum(relationValues),
  fromId: z.string(),
  fromSectionId: z.string().nullable(),
  toId: z.string().nullable(),
  toSectionId: z.string().nullable(),
  toUrl: z.string().nullable(),
  toLabel: z.string().nullable(),
  communityId: z.string(),
  sectionId: z.string().nullable(),
  quote: z.string().nullable(),
  note: z.string().nullable(),
  position: z.int(),
  linked: z.boolean(),
})

/** What these communities assert publicly now, and what else is asserted under these ids. */
export async function listAssertions(
  tx: Db,
  { communityIds = [], ids = [] }: { communityIds?: string[]; ids?: string[] },
): Promise<Assertion[]> {
  const rows = await sql(tx)`
    SELECT a.id::text, e.relation, e.from_id::text AS "fromId", e.from_section_id::text AS "fromSectionId",
      e.to_id::text AS "toId", e.to_section_id::text AS "toSectionId", e.to_url AS "toUrl", e.to_label AS "toLabel",
      a.community_id::text AS "communityId", a.section_id::text AS "sectionId", a.quote, a.note, a.position, a.linked
    FROM published.assertion a JOIN published.edge e ON e.id = a.edge_id
    WHERE a.community_id = ANY (${communityIds}::uuid[]) OR a.id = ANY (${ids}::uuid[])`
  return z.array(AssertionRow).parse(rows)
}

/** Makes those assertions these; edges come and go with what bears them. */
export async function replaceAssertions(
  tx: Db,
  current: Assertion[],
  wanted: Assertion[],
): Promise<void> {
  const { added, removed } = revisionOf(current, wanted)
  if (removed.length > 0) await deleteAssertions(tx, removed)
  if (added.length > 0) await insertAssertions(tx, added)
}

async function deleteAssertions(tx: Db, ids: string[]): Promise<void> {
  const rows = await sql(tx)`
    DELETE FROM published.assertion WHERE id = ANY (${ids}::uuid[]) RETURNING edge_id::text AS id`
  const edgeIds = [
    ...new Set(
      z
        .array(Id)
        .parse(rows)
        .map(({ id }) => id),
    ),
  ]
  await sql(tx)`
    DELETE FROM published.edge e WHERE e.id = ANY (${edgeIds}::uuid[])
    AND NOT EXISTS (SELECT 1 FROM published.assertion a WHERE a.edge_id = e.id)`
  await renameEdges(tx, edgeIds)
}

const Id = z.object({ id: z.string() })

async function insertAssertions(tx: Db, assertions: Assertion[]): Promise<void> {
  const wanted = JSON.stringify(assertions)
  await sql(tx)`
    INSERT INTO published.edge
      (id, relation, from_id, from_section_id, to_id, to_section_id, to_url, to_label, from_name, to_name)
    SELECT DISTINCT ON (relation, "fromId", "fromSectionId", "toId", "toSectionId", "toUrl")
      id, relation, "fromId", "fromSectionId", "toId", "toSectionId", "toUrl", "toLabel", f.name, t.name
    FROM json_to_recordset(${wanted}::json) AS w(id uuid, relation text, "fromId" uuid,
      "fromSectionId" uuid, "toId" uuid, "toSectionId" uuid, "toUrl" text, "toLabel" text)
    CROSS JOIN LATERAL published.end_name("fromId", "fromSectionId") f
    CROSS JOIN LATERAL published.end_name("toId", "toSectionId", "toUrl", "toLabel") t
    ORDER BY relation, "fromId", "fromSectionId", "toId", "toSectionId", "toUrl", id
    ON CONFLICT (relation, from_id, from_section_id, to_id, to_section_id, to_url) DO NOTHING`
  const rows = await sql(tx)`
    INSERT INTO published.assertion (id, edge_id, community_id, section_id, quote, note, position, linked)
    SELECT w.id, e.id, w."communityId", w."sectionId", w.quote, w.note, w.position, w.linked
    FROM json_to_recordset(${wanted}::json) AS w(id uuid, relation text, "fromId" uuid,
      "fromSectionId" uuid, "toId" uuid, "toSectionId" uuid, "toUrl" text, "communityId" uuid, "sectionId" uuid,
      quote text, note text, position int, linked boolean)
    JOIN published.edge e ON e.relation = w.relation AND e.from_id = w."fromId"
      AND e.from_section_id IS NOT DISTINCT FROM w."fromSectionId"
      AND e.to_id IS NOT DISTINCT FROM w."toId"
      AND e.to_section_id IS NOT DISTINCT FROM w."toSectionId"
      AND e.to_url IS NOT DISTINCT FROM w."toUrl"
    RETURNING edge_id::text AS id`
  // What was added together has its smallest id already; another one may have borne the edge before.
  const own = new Set(assertions.map(({ id }) => id))
  const edgeIds = z
    .array(Id)
    .parse(rows)
    .map(({ id }) => id)
  await renameEdges(
    tx,
    [...new Set(edgeIds)].filter((id) => !own.has(id)),
  )
}

/** An edge bears the smallest id among its assertions, so that one fact has one id wherever it is shown. */
async function renameEdges(tx: Db, edgeIds: string[]): Promise<void> {
  if (edgeIds.length === 0) return
  await sql(tx)`
    UPDATE published.edge e SET id = f.id FROM (
      SELECT a.edge_id, (array_agg(a.id ORDER BY a.id))[1] AS id FROM published.assertion a
      WHERE a.edge_id = ANY (${edgeIds}::uuid[]) GROUP BY a.edge_id
    ) f WHERE e.id = f.edge_id AND e.id <> f.id`
}

/** Lets the edges of these communities name them and their sections as they are called now. */
export async function nameEnds(tx: Db, communityIds: string[]): Promise<void> {
  if (communityIds.length === 0) return
  await sqlLater(tx)`
    UPDATE published.edge e SET from_name = f.name, to_name = t.name FROM published.edge o
    CROSS JOIN LATERAL published.end_name(o.from_id, o.from_section_id) f
    CROSS JOIN LATERAL published.end_name(o.to_id, o.to_section_id, o.to_url, o.to_label) t
    WHERE e.id = o.id AND (o.from_id = ANY (${communityIds}::uuid[]) OR o.to_id = ANY (${communityIds}::uuid[]))
      AND (o.from_name, o.to_name) <> (f.name, t.name)`
}

/** A cycle of hierarchical relations through one of these communities, or null. */
export async function findCycle(
  tx: Db,
  communityIds: string[],
): Promise<{ relation: string; slug: string; through: string } | null> {
  const rows = await sql(tx)`
    WITH RECURSIVE walk AS (
      SELECT e.relation, e.from_id AS start, e.to_id AS at FROM published.edge e
      WHERE e.relation = ANY (${hierarchicalRelations}::text[]) AND e.from_id = ANY (${communityIds}::uuid[])
      UNION
      SELECT w.relation, w.start, e.to_id FROM walk w
      JOIN published.edge e ON e.from_id = w.at AND e.relation = w.relation
    )
    SELECT w.relation, c.slug, t.slug AS through FROM walk w
    JOIN published.community c ON c.id = w.start
    JOIN published.edge e ON e.to_id = w.start AND e.relation = w.relation
    JOIN published.community t ON t.id = e.from_id
    WHERE w.at = w.start ORDER BY 1, 2, 3 LIMIT 1`
  const Row = z.object({ relation: z.string(), slug: z.string(), through: z.string() })
  return z.array(Row).parse(rows)[0] ?? null
}
