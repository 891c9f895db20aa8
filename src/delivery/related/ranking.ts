import { factors, reach } from './weights.ts'

interface RankingShape {
  /** Placeholder of the community's id. */
  id: string
  /** Placeholder of the weights of relations. */
  weights: string
  /** Placeholder of how many neighbours are wanted. */
  limit: string
}

/** The links of a community by the other end, each way; both halves stay within one index and stop at the limit. */
const linksOf = (id: string, limit: number): string => `
  (SELECT e.to_id AS other, e.relation, true AS forward FROM published.edge e
   WHERE e.from_id = ${id} AND e.to_id IS NOT NULL ORDER BY e.to_id, e.relation LIMIT ${limit})
  UNION ALL
  (SELECT e.from_id, e.relation, false FROM published.edge e
   WHERE e.to_id = ${id} ORDER BY e.from_id, e.relation LIMIT ${limit})`

/** What speaks for neighbours among the cross-references: rows of `link` and `path`. */
const kinship = ({ id, weights }: RankingShape): string => `
  strength AS MATERIALIZED (
    SELECT key AS relation, value::numeric AS weight FROM jsonb_each_text(${weights})
  ), link AS MATERIALIZED (
    SELECT DISTINCT l.other, l.relation, l.forward, s.weight
    FROM (${linksOf(id, reach.links)}) l JOIN strength s ON s.relation = l.relation
  ), middle AS MATERIALIZED (
    SELECT b.* FROM (
      SELECT DISTINCT ON (l.other) l.* FROM link l
      ORDER BY l.other, l.weight DESC, l.relation, l.forward
    ) b ORDER BY b.weight DESC, b.other LIMIT ${reach.middles}
  ), path AS MATERIALIZED (
    SELECT DISTINCT ON (f.other, m.other) f.other, m.other AS via, m.relation, m.forward,
      f.relation AS far_relation, f.forward AS far_forward,
      round(${factors.path} * m.weight * s.weight / (1 + ln(f.degree::numeric)), 4) AS weight
    FROM middle m CROSS JOIN LATERAL (
      SELECT o.*, count(*) OVER () AS degree FROM (${linksOf('m.other', reach.linksOfMiddle)}) o
    ) f JOIN strength s ON s.relation = f.relation
    WHERE f.other <> ${id}
    ORDER BY f.other, m.other, s.weight DESC, f.relation, f.forward
  )`

/** How many of these rows there are, as far as it is counted. */
const counted = (rows: string): string =>
  `(SELECT count(*) AS number FROM (${rows} LIMIT ${reach.counted}) r)`

/** What speaks for neighbours among the things that are named: rows of `region` and `tag`, the rarest. */
const commonalities = ({ id }: RankingShape): string => `
  region AS MATERIALIZED (
    SELECT o.region_id, round(${factors.region} / (1 + ln(n.number::numeric)), 4) AS weight
    FROM (SELECT DISTINCT p.region_id FROM published.community_region p WHERE p.community_id = ${id}) o
    CROSS JOIN LATERAL ${counted(
      `SELECT 1 FROM published.community_region q WHERE q.region_id = o.region_id`,
    )} n
    ORDER BY n.number, o.region_id LIMIT ${reach.rarest}
  ), tag AS MATERIALIZED (
    SELECT o.tag, n.number, round(${factors.tag} / (1 + ln(n.number::numeric)), 4) AS weight
    FROM (SELECT DISTINCT t.tag FROM published.community c CROSS JOIN LATERAL unnest(c.tags) AS t(tag)
      WHERE c.id = ${id}) o
    CROSS JOIN LATERAL ${counted(
      `SELECT 1 FROM published.community q WHERE q.tags @> ARRAY[o.tag]`,
    )} n
    ORDER BY n.number, o.tag COLLATE "C" LIMIT ${reach.rarest}
  )`

// The inner LIMIT and DISTINCT keep Postgres from turning a look at a few communities into a scan of all of them.
const candidates = `
  candidate AS MATERIALIZED (
    SELECT l.other AS id FROM link l UNION SELECT p.other FROM path p
    UNION SELECT x.community_id FROM region r CROSS JOIN LATERAL (
      SELECT q.community_id FROM published.community_region q WHERE q.region_id = r.region_id
      ORDER BY q.community_id LIMIT ${reach.candidates}) x
    UNION SELECT x.id FROM tag t CROSS JOIN LATERAL (
      SELECT q.id FROM published.community q
      WHERE q.tags @> ARRAY[t.tag] AND t.number < ${reach.counted} ORDER BY q.id LIMIT ${reach.candidates}) x
  )`

const reasons = `
  reason AS MATERIALIZED (
    SELECT l.other AS id, 'cross_reference' AS kind, l.weight, l.relation, l.forward, NULL::uuid AS via,
      NULL AS far_relation, NULL::boolean AS far_forward, NULL::uuid AS region_id, NULL AS tag
    FROM link l
    UNION ALL
    SELECT p.other, 'path', p.weight, p.relation, p.forward, p.via, p.far_relation, p.far_forward, NULL, NULL
    FROM (SELECT *, row_number() OVER (PARTITION BY other ORDER BY weight DESC, via) AS n FROM path) p
    WHERE p.n <= ${reach.paths}
    UNION ALL
    SELECT k.id, 'shared_region', r.weight, NULL, NULL, NULL, NULL, NULL, r.region_id, NULL
    FROM candidate k CROSS JOIN LATERAL (
      SELECT DISTINCT q.region_id FROM published.community_region q WHERE q.community_id = k.id
    ) x JOIN region r ON r.region_id = x.region_id
    UNION ALL
    SELECT k.id, 'shared_tag', t.weight, NULL, NULL, NULL, NULL, NULL, NULL, t.tag
    FROM candidate k CROSS JOIN LATERAL (
      SELECT q.tags FROM published.community q WHERE q.id = k.id LIMIT 1
    ) x CROSS JOIN LATERAL (SELECT DISTINCT u.tag FROM unnest(x.tags) AS u(tag)) u JOIN tag t ON t.tag = u.tag
  )`

/** Common table expressions that end in `ranked`, the neighbours (`id`, `score`), with the rows of `reason` for each. */
export const ranking = (shape: RankingShape): string => `
  ${kinship(shape)}, ${commonalities(shape)}, ${candidates}, ${reasons}, ranked AS MATERIALIZED (
    SELECT r.id, sum(r.weight) AS score FROM reason r WHERE r.id <> ${shape.id}
    GROUP BY r.id ORDER BY score DESC, r.id LIMIT ${shape.limit}
  )`
