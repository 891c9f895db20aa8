import type { Database } from '../../src/database/database.ts'
import { insertEdges, insertFiller } from './filler.ts'

/** How many communities the large atlas has. */
const largeCount = 20_000

/** The community that all others link to. */
export const hub = 1

/** One of the 19,999 others. It has all that is rare. */
export const ordinary = 1234

/**
 * Fills a database with 20,000 communities of three sections, two regions and several references each, where every
 * filter has a value that nearly all of them bear and one that only community `ordinary` bears.
 */
export async function fillLargeAtlas(database: Database): Promise<void> {
  await insertFiller(database, largeCount)
  await insertEdges(database, edges())
  await database.pool.query(details)
  await database.pool.query('VACUUM ANALYZE')
}

/** Three references of each to others, and one to the hub. */
function edges() {
  const others = Array.from({ length: largeCount }, (_, at) => at + 1)
  return others.flatMap((from) => {
    const to = (step: number) => 1 + ((from + step - 1) % largeCount)
    const links = [7, 31, 1009].map((step) => ['influenced_by', from, to(step)] as const)
    const toHub = from === hub ? [] : [['mentions', from, hub] as const]
    const rare = from === ordinary ? [['contrasts_with', from, to(5)] as const] : []
    return [...links, ...toHub, ...rare]
  })
}

const numbered = `SELECT c.id, substr(c.slug, 8)::int AS n FROM published.community c WHERE c.slug LIKE 'filler-%'`
const isOrdinary = `n = ${ordinary}`
const sectionId = `('01950000-0000-7000-' || lpad(to_hex(32768 + place), 4, '0') || '-' || lpad(to_hex(n), 12, '0'))::uuid`

const details = `
CREATE TEMPORARY TABLE filler AS ${numbered};
UPDATE published.community c SET
  kind = CASE WHEN ${isOrdinary} THEN 'diaspora' ELSE c.kind END,
  tags = CASE WHEN ${isOrdinary} THEN '{rare}' ELSE ARRAY['everyone', 'tag-' || n % 1000] END,
  locales = CASE WHEN ${isOrdinary} THEN '{en,eo}' ELSE c.locales END,
  updated_at = TIMESTAMPTZ '2020-01-01' + n * 7919 % ${largeCount} * INTERVAL '1 minute'
FROM filler f WHERE f.id = c.id;
INSERT INTO published.community_slug (slug, community_id) SELECT 'former-' || n, id FROM filler;
INSERT INTO published.community_region (community_id, region_id, role, position)
SELECT f.id, r.id, 'primary', 0 FROM filler f JOIN published.region r
  ON r.slug = CASE WHEN ${isOrdinary} THEN 'peru' WHEN n % 10 = 0 THEN 'japan' ELSE 'france' END
UNION ALL SELECT f.id, r.id, 'scope', 1 FROM filler f, published.region r WHERE r.slug = 'online';
CREATE TEMPORARY TABLE chapter AS
SELECT ${sectionId} AS id, f.id AS community_id, kind, place, kind || '-of-' || n AS slug FROM filler f
CROSS JOIN LATERAL (VALUES (0, 'overview'), (1, 'history'),
  (2, CASE WHEN ${isOrdinary} THEN 'cuisine' ELSE 'traditions' END)) AS k(place, kind);
INSERT INTO published.section_slug (community_id, slug, section_id)
SELECT community_id, slug, id FROM chapter;
INSERT INTO published.section (id, community_id, slug, kind, position, images, modified_at)
SELECT id, community_id, slug, kind, place, '[]', now() FROM chapter;
INSERT INTO published.section_text (section_id, locale, heading, body, html, text, word_count, reading_minutes)
SELECT id, 'en', kind, 'Words.', '<p>Words.</p>', 'Words.', 1, 1 FROM chapter;
INSERT INTO published.assertion (id, edge_id, community_id, position, linked)
SELECT id, id, from_id, 0, false FROM published.edge`
