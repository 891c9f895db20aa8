import { type CommunityFilter, conditionsOf } from '../communities/filters.ts'
import type { Parameters } from '../parameters.ts'

/** What is looked for, and among what. */
export interface Search {
  /** As `websearch_to_tsquery` reads it. */
  text: string
  /** The same without what must not stand, for ranking. */
  wanted: string
  /** Words that what is found may have, for highlights. */
  words: readonly string[]
  type: 'community' | 'section' | undefined
  filter: CommunityFilter
}

/** The query as each configuration reads it that texts were stored with, for a WITH clause. */
export const queriesOf = ({ text, wanted }: Search, parameters: Parameters): string =>
  `q AS MATERIALIZED (
    SELECT k.config, websearch_to_tsquery(k.config::regconfig, ${parameters.add(text, 'text')}) AS query,
      websearch_to_tsquery(k.config::regconfig, ${parameters.add(wanted, 'text')}) AS wanted
    FROM published.search_config k)`

/** The tables with the texts `s` that the query `q` finds, and the conditions on them. */
export function matchingTexts(search: Search, parameters: Parameters): string {
  const conditions = [
    's.config = q.config',
    's.words @@ q.query',
    ...textConditions(search, parameters),
  ]
  return `published.search_text s ${communityJoin(search)} WHERE ${conditions.join(' AND ')}`
}

/**
 * The first rows of a question. Postgres plans it as if all were wanted: since it does not know how rare the words are,
 * it would otherwise expect to come across so few rows soon, and read the whole table for a word that nothing has.
 */
export const firstOf = (select: string, count: number): string =>
  `WITH m AS MATERIALIZED (${select}) SELECT * FROM m LIMIT ${count}`

/** Whether what is found depends on its community. */
export const isFiltered = ({ filter }: Search): boolean => {
  const { exactRegion: _scope, includeGlobal: _global, ...rules } = filter
  return Object.values(rules).some((rule) => rule !== undefined)
}

/** The row of each community is looked up: what matches cannot be foreseen, and is seldom a large part of them. */
const communityJoin = ({ filter: { regionIds, kinds, tags, updatedSince } }: Search): string =>
  (regionIds ?? kinds ?? tags ?? updatedSince)
    ? `CROSS JOIN LATERAL (SELECT x.* FROM published.community x WHERE x.id = s.community_id OFFSET 0) c`
    : ''

function textConditions({ type, filter }: Search, parameters: Parameters): string[] {
  const { sectionKinds, locales, ...ofCommunity } = filter
  const conditions = conditionsOf(ofCommunity, parameters)
  if (type) conditions.push(`s.section_kind IS ${type === 'section' ? 'NOT' : ''} NULL`)
  if (sectionKinds) {
    const kinds = parameters.add(sectionKinds, 'text[]')
    conditions.push(`(s.section_kind = ANY (${kinds}) OR s.section_kind IS NULL AND EXISTS (
      SELECT 1 FROM published.section f WHERE f.community_id = s.community_id AND f.kind = ANY (${kinds})))`)
  }
  if (locales) {
    const wanted = parameters.add(locales, 'text[]')
    // With an offset, it is asked of each text instead of read for all of them at once.
    conditions.push(`EXISTS (SELECT 1 FROM published.search_text a WHERE a.community_id = s.community_id
      AND a.item_id = s.item_id AND a.locale = ANY (${wanted}) OFFSET 0)`)
  }
  return conditions
}

/** Every community and section that matches, once, for counting. */
export const matches = (search: Search, parameters: Parameters): string =>
  `WITH ${queriesOf(search, parameters)}
   SELECT DISTINCT h.item_id, h.community_id, h.section_kind FROM q CROSS JOIN LATERAL (
     SELECT s.item_id, s.community_id, s.section_kind FROM ${matchingTexts(search, parameters)} OFFSET 0) h`
