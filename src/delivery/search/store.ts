import { z } from 'zod'
import type { Queryable } from '../../database/queryable.ts'
import { countFacets } from '../facets/counting.ts'
import type { FacetName } from '../facets/schema.ts'
import { ask, Parameters } from '../parameters.ts'
import { firstOf, isFiltered, matches, matchingTexts, queriesOf, type Search } from './matching.ts'
import { FoundText, foundTexts } from './projection.ts'
import { MAX_RANKED } from './schema.ts'

/** Those with the words in their names are ranked in any case. */
const MAX_NAMED = 300

/**
 * Weights of D, C, B and A. One occurrence counts 0.6 of its weight and many at most all of it, so that a word in a title
 * comes before one in an alias, then tagline, heading, text.
 */
const rank = `(CASE WHEN h.section_kind IS NULL THEN ts_rank('{0.15, 0.35, 0.55, 1}', h.words, h.wanted)
  ELSE ts_rank('{0.11, 0, 0.05, 0.2}', h.words, h.wanted) END::float8
  * (1 + 0.02 / greatest(length(h.names), 1)))`

const RankedRow = z.object({
  itemId: z.string(),
  communityId: z.string(),
  locale: z.string(),
  rank: z.number(),
  truncated: z.boolean(),
})
export type RankedRow = z.infer<typeof RankedRow>

interface RankedPage {
  locales: string[]
  /** The rank and id of the last row of the page before. */
  after: readonly unknown[] | undefined
  limit: number
}

/**
 * One page of what matches by rank, and one row beyond it. A word that very many texts have is ranked in a part of them:
 * reading the words of all would take seconds.
 */
export async function listRanked(
  db: Queryable,
  search: Search,
  { locales, after, limit }: RankedPage,
): Promise<RankedRow[]> {
  const parameters = new Parameters()
  const queries = queriesOf(search, parameters)
  const texts = matchingTexts(search, parameters)
  const columns =
    's.item_id, s.community_id, s.locale, s.section_kind, s.names, s.words, q.config, q.wanted'
  const from = after
    ? `WHERE r.rank < ${parameters.add(after[0], 'float8')}
        OR (r.rank = ${parameters.add(after[0], 'float8')} AND r.item_id > ${parameters.add(after[1], 'uuid')})`
    : ''
  const text = `WITH ${queries}, h AS MATERIALIZED (
        SELECT f.* FROM q CROSS JOIN LATERAL (
          (${firstOf(`SELECT ${columns}, true AS named FROM ${texts} AND s.names @@ q.query`, MAX_NAMED)})
          UNION ALL (${firstOf(`SELECT ${columns}, false FROM ${texts}`, MAX_RANKED + 1)})) f
      ), r AS (
        SELECT DISTINCT ON (h.item_id) h.item_id, h.community_id, h.locale, ${rank} AS rank FROM h
        ORDER BY h.item_id, rank DESC, h.locale = ANY (${parameters.add(locales, 'text[]')}) DESC, h.locale
      )
      SELECT r.item_id AS "itemId", r.community_id AS "communityId", r.locale, r.rank, EXISTS (
        SELECT 1 FROM h WHERE NOT h.named GROUP BY h.config HAVING count(*) > ${MAX_RANKED}) AS truncated
      FROM r ${from} ORDER BY r.rank DESC, r.item_id LIMIT ${parameters.add(limit + 1, 'int')}`
  // Filters make too many forms for each to keep a plan.
  const { rows } = isFiltered(search)
    ? await db.query({ text, values: parameters.values })
    : await ask(db, text, parameters.values)
  return z.array(RankedRow).parse(rows)
}

/** How ranked texts are shown, in their order, with what their highlights need. */
export async function listFound(
  db: Queryable,
  search: Search,
  ranked: RankedRow[],
  locales: string[],
): Promise<FoundText[]> {
  const parameters = new Parameters()
  const text = foundTexts(search.words, ranked, locales, parameters)
  const { rows } = await ask(db, text, parameters.values)
  return z.array(FoundText).parse(rows)
}

export async function countMatches(db: Queryable, search: Search): Promise<number> {
  const parameters = new Parameters()
  const { rows } = await db.query({
    text: `SELECT count(*)::int AS total FROM (${matches(search, parameters)}) m`,
    values: parameters.values,
  })
  return z.object({ total: z.number() }).parse(rows[0]).total
}

/** How much of what matches has each value of these facets. */
export function countSearchFacets(
  db: Queryable,
  search: Search,
  names: readonly FacetName[],
  locales: string[],
) {
  const parameters = new Parameters()
  const counted = { ...search.filter, matches: matches(search, parameters), locales }
  return countFacets(db, names, counted, parameters)
}
