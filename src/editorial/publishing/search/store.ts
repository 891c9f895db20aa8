import { z } from 'zod'
import type { Db } from '../../../database/database.ts'
import { sql } from '../../../database/queryable.ts'

const CommunityTextRow = z.object({
  id: z.string(),
  locale: z.string(),
  title: z.string(),
  tagline: z.string().nullable(),
  /** Aliases and tags have no language: they go with the texts in the community's own. */
  aliases: z.array(z.string()),
  tags: z.array(z.string()),
})
export type CommunityTextRow = z.infer<typeof CommunityTextRow>

/** The public texts of communities but those of their sections, one row a language. */
export async function listCommunityTexts(tx: Db, ids: string[]): Promise<CommunityTextRow[]> {
  const rows = await sql(tx)`
    SELECT c.id::text, t.locale, t.title, t.tagline,
      CASE WHEN t.locale = c.default_locale THEN c.aliases ELSE '{}' END AS aliases,
      CASE WHEN t.locale = c.default_locale THEN c.tags ELSE '{}' END AS tags
    FROM published.community c JOIN published.community_text t ON t.community_id = c.id
    WHERE c.id = ANY (${ids}::uuid[]) ORDER BY c.id, t.locale <> c.default_locale, t.locale`
  return z.array(CommunityTextRow).parse(rows)
}

const SectionTextRow = z.object({
  id: z.string(),
  communityId: z.string(),
  kind: z.string(),
  locale: z.string(),
  heading: z.string(),
  text: z.string(),
})
export type SectionTextRow = z.infer<typeof SectionTextRow>

/** The public texts of the sections of communities, one row a language. */
export async function listSectionTexts(tx: Db, communityIds: string[]): Promise<SectionTextRow[]> {
  const rows = await sql(tx)`
    SELECT s.id::text, s.community_id::text AS "communityId", s.kind, x.locale, x.heading, x.text
    FROM published.section s JOIN published.section_text x ON x.section_id = s.id
    WHERE s.community_id = ANY (${communityIds}::uuid[])`
  return z.array(SectionTextRow).parse(rows)
}

/** What can be found of one community or section in one language; the texts are words, folded, by their weight. */
export interface SearchRow {
  communityId: string
  itemId: string
  locale: string
  /** Of a section; null for a community. */
  sectionKind: string | null
  config: string
  a: string
  b: string
  c: string
  d: string
}

export async function insertSearchTexts(tx: Db, rows: SearchRow[]): Promise<void> {
  const column = (name: keyof SearchRow) => rows.map((row) => row[name] ?? '')
  // The names of a section are its heading, not the title of its community.
  await sql(tx)`
    INSERT INTO published.search_text (community_id, item_id, locale, section_kind, config, names, words)
    SELECT w.community_id, w.item_id, w.locale, NULLIF(w.kind, ''), w.config,
      CASE WHEN w.kind = '' THEN n.a || n.b ELSE n.a END,
      n.a || n.b || setweight(to_tsvector(w.config::regconfig, w.c), 'C')
        || setweight(to_tsvector(w.config::regconfig, w.d), 'D')
    FROM unnest(${column('communityId')}::uuid[], ${column('itemId')}::uuid[], ${column('locale')}::text[],
      ${column('sectionKind')}::text[], ${column('config')}::text[], ${column('a')}::text[], ${column('b')}::text[],
      ${column('c')}::text[], ${column('d')}::text[])
      AS w(community_id, item_id, locale, kind, config, a, b, c, d)
    CROSS JOIN LATERAL (SELECT setweight(to_tsvector(w.config::regconfig, w.a), 'A') AS a,
      setweight(to_tsvector(w.config::regconfig, w.b), 'B') AS b OFFSET 0) n`
  const configs = [...new Set(rows.map(({ config }) => config))]
  await sql(tx)`
    INSERT INTO published.search_config (config) SELECT unnest(${configs}::text[]) ON CONFLICT DO NOTHING`
}

/** Lets what a transaction adds to the search indexes wait in a heap until `sortSearchTexts`: sorting in much at once takes less. */
export async function deferSorting(tx: Db): Promise<void> {
  await sql(tx)`SELECT set_config('gin_pending_list_limit', '64MB', true)`
}

/**
 * Sorts in what waits. Only the owner of an index may ask for that; for others Postgres does it when the next profile
 * is published.
 */
export async function sortSearchTexts(db: Db): Promise<void> {
  await sql(db)`
    SELECT gin_clean_pending_list(c.oid) FROM pg_class c
    WHERE c.oid IN ('published.search_text_names_idx'::regclass, 'published.search_text_words_idx'::regclass)
      AND pg_has_role(c.relowner, 'USAGE')`
}

/** Adds to the vocabulary what is not in it. */
export async function insertWords(tx: Db, words: string[]): Promise<void> {
  await sql(tx)`
    INSERT INTO published.search_word (word)
    SELECT w.word FROM unnest(${words}::text[]) AS w(word)
    WHERE NOT EXISTS (SELECT 1 FROM published.search_word k WHERE k.word = w.word)
    ON CONFLICT DO NOTHING`
}

/** One way in which a community or region is offered while somebody types. */
export interface Suggestion {
  id: string
  locale: string
  label: string
  key: string
  /** Whether the key begins where the label does. */
  whole: boolean
}

export async function insertSuggestions(
  tx: Db,
  type: 'community' | 'region',
  rows: Suggestion[],
): Promise<void> {
  const column = (name: keyof Suggestion) => rows.map((row) => row[name])
  await sql(tx)`
    INSERT INTO published.suggestion (type, community_id, region_id, locale, label, key, whole)
    SELECT k.type, CASE k.type WHEN 'community' THEN w.id END, CASE k.type WHEN 'region' THEN w.id END,
      w.locale, w.label, w.key, w.whole
    FROM unnest(${column('id')}::uuid[], ${column('locale')}::text[], ${column('label')}::text[],
      ${column('key')}::text[], ${column('whole')}::boolean[]) AS w(id, locale, label, key, whole)
    CROSS JOIN (SELECT ${type}::text AS type) k`
}

export async function deleteCommunityRows(tx: Db, communityIds: string[]): Promise<void> {
  await sql(
    tx,
  )`DELETE FROM published.search_text WHERE community_id = ANY (${communityIds}::uuid[])`
  await sql(tx)`DELETE FROM published.suggestion WHERE community_id = ANY (${communityIds}::uuid[])`
}

export async function deleteRegionSuggestions(tx: Db, regionIds: string[]): Promise<void> {
  await sql(tx)`DELETE FROM published.suggestion WHERE region_id = ANY (${regionIds}::uuid[])`
}

const RegionNamesRow = z.object({ id: z.string(), names: z.record(z.string(), z.string()) })

export async function listRegionNames(tx: Db, ids: string[]) {
  const rows = await tx.region.findMany({
    where: { id: { in: ids } },
    select: { id: true, names: true },
  })
  return z.array(RegionNamesRow).parse(rows)
}

const Id = z.object({ id: z.string() })
const idsOf = (rows: unknown): string[] =>
  z
    .array(Id)
    .parse(rows)
    .map(({ id }) => id)

/** The next published communities that cannot be found, in the order of their ids. */
export async function listUnsearchable(db: Db, after: string, limit: number): Promise<string[]> {
  return idsOf(
    await sql(db)`
    SELECT c.id::text FROM published.community c WHERE c.id > ${after}::uuid
      AND NOT EXISTS (SELECT 1 FROM published.search_text s WHERE s.community_id = c.id)
    ORDER BY c.id LIMIT ${limit}::int`,
  )
}

/** The next regions that are not suggested, in the order of their ids. */
export async function listUnsuggested(db: Db, after: string, limit: number): Promise<string[]> {
  return idsOf(
    await sql(db)`
    SELECT r.id::text FROM published.region r WHERE r.id > ${after}::uuid
      AND NOT EXISTS (SELECT 1 FROM published.suggestion s WHERE s.region_id = r.id)
    ORDER BY r.id LIMIT ${limit}::int`,
  )
}
