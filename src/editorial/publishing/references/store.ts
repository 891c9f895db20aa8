import { z } from 'zod'
import { newId } from '../../../atlas/identity.ts'
import {
  hierarchicalRelations,
  type Relation,
  relations,
  relationValues,
} from '../../../atlas/vocabularies/relations.ts'
import type { Db } from '../../../database/database.ts'
import type { Assertion } from './assertions.ts'
import type { Referrer } from './referrers.ts'
import type { PublishedTarget } from './targets.ts'

const TargetRow = z.object({
  written: z.string(),
  id: z.string(),
  slug: z.string(),
  sections: z.array(z.object({ id: z.string(), slugs: z.array(z.string()) })),
})

/** Those of the communities named that are published, with their sections. */
export async function listPublishedTargets(db: Db, written: string[]): Promise<PublishedTarget[]> {
  if (written.length === 0) return []
  const rows = await db.$queryRaw`
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
      FROM published.section s WHERE s.community_id = c.id
    ) s ON true
    ORDER BY w.position`
  return z.array(TargetRow).parse(rows)
}

/**
 * Notes what the published revision of a draft refers to, published or not, and answers the id of each link. A link
 * that was there before keeps its id.
 */
export async function replaceStandingReferences(
  tx: Db,
  draftId: string,
  stated: { id: string; target: string }[],
  linked: string[],
): Promise<Map<string, string>> {
  const known = await tx.standingReference.findMany({ where: { draftId, linked: true } })
  const knownIds = new Map(known.map(({ target, id }) => [target, id]))
  const links = new Map(linked.map((target) => [target, knownIds.get(target) ?? newId()]))
  await tx.standingReference.deleteMany({ where: { draftId } })
  await tx.standingReference.createMany({
    data: [
      ...stated.map(({ id, target }) => ({ id, draftId, target, linked: false })),
      ...[...links].map(([target, id]) => ({ id, draftId, target, linked: true })),
    ],
  })
  return links
}

export async function deleteStandingReferences(tx: Db, draftId: string): Promise<void> {
  await tx.standingReference.deleteMany({ where: { draftId } })
}

export async function listLinkIds(tx: Db, draftId: string): Promise<Map<string, string>> {
  const rows = await tx.standingReference.findMany({ where: { draftId, linked: true } })
  return new Map(rows.map(({ target, id }) => [target, id]))
}

/**
 * Published communities, this one apart, whose documents name it by its id, by any slug it was published under, or by
 * the id of one that was merged into it.
 */
export async function listDependents(tx: Db, id: string): Promise<string[]> {
  const rows = await tx.$queryRaw`
    SELECT DISTINCT r.draft_id::text AS id FROM editorial.standing_reference r
    JOIN published.community c ON c.id = r.draft_id
    WHERE r.draft_id <> ${id}::uuid AND r.target IN (
      SELECT slug FROM published.community_slug WHERE community_id = ${id}::uuid UNION ALL SELECT ${id}
      UNION ALL SELECT t.id::text FROM published.tombstone t WHERE t.successor_id = ${id}::uuid
    )
    ORDER BY 1`
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id)
}

/** The communities at the other ends of a community's edges, each with a digest of what joins the two. */
export async function listNeighbours(tx: Db, id: string): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw`
    SELECT n.id::text, md5(string_agg(n.edge, '|' ORDER BY n.edge)) AS digest FROM (
      SELECT CASE WHEN e.from_id = ${id}::uuid THEN e.to_id ELSE e.from_id END AS id,
        concat_ws(' ', e.id, e.relation, e.from_section_id, e.to_section_id, e.from_id, a.id, a.community_id,
          a.section_id, a.quote, a.note, a.position) AS edge
      FROM published.edge e JOIN published.assertion a ON a.edge_id = e.id
      WHERE (e.from_id = ${id}::uuid OR e.to_id = ${id}::uuid) AND e.to_id IS NOT NULL
    ) n GROUP BY n.id`
  const parsed = z.array(z.object({ id: z.string(), digest: z.string() })).parse(rows)
  return new Map(parsed.map((row) => [row.id, row.digest]))
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
  const rows = await tx.$queryRaw`
    SELECT c.id::text, c.slug, x.title, bool_or(a.linked) AS linked,
      COALESCE(json_agg(DISTINCT jsonb_build_object('relation', e.relation, 'outgoing', e.from_id = c.id))
        FILTER (WHERE NOT a.linked), '[]') AS relations
    FROM published.edge e JOIN published.assertion a ON a.edge_id = e.id
    JOIN published.community c ON c.id = a.community_id
    JOIN published.community_text x ON x.community_id = c.id AND x.locale = c.default_locale
    WHERE (e.from_id = ${id}::uuid OR e.to_id = ${id}::uuid) AND a.community_id <> ${id}::uuid
    GROUP BY c.id, c.slug, x.title ORDER BY c.slug`
  return z
    .array(ReferrerRow)
    .parse(rows)
    .map(({ relations: stated, ...row }) => ({ ...row, relations: stated.map(fromOwnEnd).sort() }))
}

const fromOwnEnd = ({ relation, outgoing }: { relation: Relation; outgoing: boolean }): Relation =>
  outgoing ? relation : (relations[relation].inverse ?? relation)

/** Makes the assertions of one community exactly these; edges come and go with what bears them. */
export async function replaceAssertions(
  tx: Db,
  communityId: string,
  assertions: Assertion[],
): Promise<void> {
  await tx.$executeRaw`DELETE FROM published.assertion WHERE community_id = ${communityId}::uuid`
  await tx.$executeRaw`
    DELETE FROM published.edge e WHERE (e.from_id = ${communityId}::uuid OR e.to_id = ${communityId}::uuid)
    AND NOT EXISTS (SELECT 1 FROM published.assertion a WHERE a.edge_id = e.id)`
  await renameEdges(tx, communityId)
  const wanted = JSON.stringify(assertions)
  await tx.$executeRaw`
    INSERT INTO published.edge
      (id, relation, from_id, from_section_id, to_id, to_section_id, to_url, to_label)
    SELECT DISTINCT ON (relation, "fromId", "fromSectionId", "toId", "toSectionId", "toUrl")
      id, relation, "fromId", "fromSectionId", "toId", "toSectionId", "toUrl", "toLabel"
    FROM jsonb_to_recordset(${wanted}::jsonb) AS w(id uuid, relation text, "fromId" uuid,
      "fromSectionId" uuid, "toId" uuid, "toSectionId" uuid, "toUrl" text, "toLabel" text)
    ORDER BY relation, "fromId", "fromSectionId", "toId", "toSectionId", "toUrl", id
    ON CONFLICT (relation, from_id, from_section_id, to_id, to_section_id, to_url) DO NOTHING`
  await tx.$executeRaw`
    INSERT INTO published.assertion (id, edge_id, community_id, section_id, quote, note, position, linked)
    SELECT w.id, e.id, ${communityId}::uuid, w."sectionId", w.quote, w.note, w.position, w.linked
    FROM jsonb_to_recordset(${wanted}::jsonb) AS w(id uuid, relation text, "fromId" uuid,
      "fromSectionId" uuid, "toId" uuid, "toSectionId" uuid, "toUrl" text, "sectionId" uuid, quote text,
      note text, position int, linked boolean)
    JOIN published.edge e ON e.relation = w.relation AND e.from_id = w."fromId"
      AND e.from_section_id IS NOT DISTINCT FROM w."fromSectionId"
      AND e.to_id IS NOT DISTINCT FROM w."toId"
      AND e.to_section_id IS NOT DISTINCT FROM w."toSectionId"
      AND e.to_url IS NOT DISTINCT FROM w."toUrl"`
  await renameEdges(tx, communityId)
}

/** An edge bears the smallest id among its assertions, so that one fact has one id wherever it is shown. */
async function renameEdges(tx: Db, communityId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE published.edge e SET id = f.id FROM (
      SELECT a.edge_id, (array_agg(a.id ORDER BY a.id))[1] AS id FROM published.assertion a
      JOIN published.edge x ON x.id = a.edge_id
      WHERE x.from_id = ${communityId}::uuid OR x.to_id = ${communityId}::uuid GROUP BY a.edge_id
    ) f WHERE e.id = f.edge_id AND e.id <> f.id`
}

/** A cycle of hierarchical relations through one of these communities, or null. */
export async function findCycle(
  tx: Db,
  communityIds: string[],
): Promise<{ relation: string; slug: string; through: string } | null> {
  const rows = await tx.$queryRaw`
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
