import type { Database } from '../../src/database/database.ts'
import { vacuum } from './plan.ts'

/** The id of a filler community. */
export const fillerId = (n: number): string =>
  `01930000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

const idOf = `('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`

/** Puts communities `filler-1` to `filler-<count>` among what is published, past publishing, which would take hours. */
export async function insertFiller({ pool }: Database, count: number): Promise<void> {
  const all = `generate_series(1, ${Math.trunc(count)}) AS n`
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query(`INSERT INTO published.community_slug (slug, community_id)
      SELECT 'filler-' || n, ${idOf} FROM ${all}`)
    await client.query(`INSERT INTO published.community (id, slug, kind, default_locale, locales, title,
        title_sort_key, aliases, tags, images, word_count, revision, published_at, updated_at, modified_at)
      SELECT ${idOf}, 'filler-' || n, 'scene', 'en', '{en}', 'Filler ' || n, 'filler ' || n, '{}', '{}', '[]', 1, 1, now(), now(), now()
      FROM ${all}`)
    await client.query(`INSERT INTO published.community_text (community_id, locale, title, tagline)
      SELECT ${idOf}, 'en', 'Filler ' || n, 'One of many.' FROM ${all}`)
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

/**
 * Gives filler communities one of 400 regions, the rare ones Peru, tags, sections and what search reads of all that. Every text has the word “common”,
 * one in a thousand communities “rare”; each has a word of its own.
 */
export async function insertFillerTexts(database: Database, count: number): Promise<void> {
  const { pool } = database
  const all = `generate_series(1, ${Math.trunc(count)}) AS n`
  const section = (k: number) => `('01950000-0000-700${k}-8000-' || lpad(to_hex(n), 12, '0'))::uuid`
  const text = `'common words of filler' || n || CASE WHEN n % 1000 = 0 THEN ' rare' ELSE '' END`
  const insertSections = ['overview', 'history'].map(
    (kind, k) => `
    WITH s AS (INSERT INTO published.section_slug (community_id, slug, section_id)
      SELECT ${idOf}, '${kind}', ${section(k)} FROM ${all})
    INSERT INTO published.section (id, community_id, slug, kind, position, images, modified_at)
    SELECT ${section(k)}, ${idOf}, '${kind}', CASE WHEN n % 1000 = 0 THEN 'cuisine' ELSE '${kind}' END, ${k + 1}, '[]', now()
    FROM ${all};
    INSERT INTO published.section_text (section_id, locale, heading, body, html, text, word_count, reading_minutes)
    SELECT ${section(k)}, 'en', '${kind}', ${text}, '', ${text}, 5, 1 FROM ${all};
    INSERT INTO published.search_text (community_id, item_id, locale, section_kind, config, names, words)
    SELECT ${idOf}, ${section(k)}, 'en', '${kind}', 'english', setweight(to_tsvector('english', '${kind}'), 'A'),
      setweight(to_tsvector('english', '${kind}'), 'A') || setweight(to_tsvector('english', 'filler ' || n), 'B')
        || setweight(to_tsvector('english', ${text}), 'D') FROM ${all};`,
  )
  const title = `setweight(to_tsvector('english', 'filler ' || n), 'A')`
  await pool.query(`BEGIN;
    ${insertSections.join('')}
    UPDATE published.community SET tags = ARRAY['everyone', 'tag-' || right(slug, 3)] WHERE slug LIKE 'filler-%';
    WITH r AS (SELECT id, slug, row_number() OVER (ORDER BY slug = 'peru' DESC, slug) AS k FROM published.region)
    INSERT INTO published.community_region (community_id, region_id, role, position)
    SELECT ${idOf}, r.id, 'primary', 0 FROM ${all}
    JOIN r ON r.k = CASE WHEN n % 1000 = 0 THEN 1 ELSE 2 + n % 400 END;
    INSERT INTO published.search_text (community_id, item_id, locale, config, names, words)
    SELECT ${idOf}, ${idOf}, 'en', 'english', ${title}, ${title} || setweight(to_tsvector('english', 'common'), 'C')
    FROM ${all};
    INSERT INTO published.search_config VALUES ('english') ON CONFLICT DO NOTHING;
    INSERT INTO published.search_word SELECT 'filler' || n FROM ${all} UNION SELECT 'common' ON CONFLICT DO NOTHING;
    INSERT INTO published.suggestion (type, community_id, locale, label, key, whole)
    SELECT 'community', ${idOf}, 'en', 'Filler ' || n, 'filler ' || n, true FROM ${all}
    UNION ALL SELECT 'community', ${idOf}, 'en', 'Filler ' || n, n::text, false FROM ${all};
    COMMIT`)
  const filled = [
    ...['community', 'community_text', 'community_region', 'section', 'section_text'],
    ...['search_text', 'search_config', 'search_word', 'suggestion'],
  ]
  await vacuum(database, ...filled.map((table) => `published.${table}`))
}

/** Links filler communities, each pair as `[relation, from, to]`. */
export async function insertEdges(
  { pool }: Database,
  edges: readonly (readonly [relation: string, from: number, to: number])[],
): Promise<void> {
  await pool.query(
    `INSERT INTO published.edge (id, relation, from_id, to_id, from_name, to_name)
     SELECT ('01940000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, relation, from_id, to_id, f.name, t.name
     FROM unnest($1::text[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS e(relation, from_id, to_id, n)
     CROSS JOIN LATERAL published.end_name(from_id) f
     CROSS JOIN LATERAL published.end_name(to_id) t`,
    [
      edges.map(([relation]) => relation),
      edges.map(([, from]) => fillerId(from)),
      edges.map(([, , to]) => fillerId(to)),
    ],
  )
}
