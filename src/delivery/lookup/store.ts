import { z } from 'zod'
import type { Queryable } from '../../database/queryable.ts'
import { ask, Parameters } from '../parameters.ts'
import { communityReference, communityText, jsonObject } from '../projections.ts'
import type { LookedUp } from './references.ts'

/**
 * Rows of what a reference `q` means or once meant: the community's id, and by what; null once it is gone for good. Of
 * several communities that claim one URL two are enough to know that it names none.
 */
const meanings = `
  SELECT c.id, 'id' AS by FROM published.community c WHERE c.id = q.id
  UNION ALL
  SELECT c.id, 'former_id' FROM published.tombstone t
  LEFT JOIN published.community c ON c.id = t.successor_id
  WHERE t.id = q.id AND t.type = 'community'
  UNION ALL
  SELECT c.id, CASE WHEN c.slug = q.slug THEN 'slug' ELSE 'former_slug' END FROM published.community_slug a
  LEFT JOIN published.community c ON c.id = a.community_id
  WHERE a.slug = q.slug
  UNION ALL
  (SELECT DISTINCT e.from_id, 'wikidata' FROM published.edge e
   WHERE e.to_url = ANY (q."itemUrls") AND e.relation = 'same_as' ORDER BY 1 LIMIT 2)
  UNION ALL
  (SELECT c.id, 'canonical_url' FROM published.community c
   WHERE c.canonical_url = ANY (q."pageUrls") ORDER BY 1 LIMIT 2)`

const Row = z.object({ body: z.string(), locales: z.array(z.string()) })

/** What each of the references names, in their order, as the JSON text of an array. */
export async function lookUp(
  db: Queryable,
  references: readonly LookedUp[],
  locales: readonly string[],
) {
  const parameters = new Parameters()
  const asked = parameters.add(JSON.stringify(references.map((r, n) => ({ ...r, n }))), 'jsonb')
  const wanted = parameters.addLocales(locales)
  const result = {
    query: 'q.query',
    found: 'm.id IS NOT NULL',
    matchedBy: 'CASE WHEN m.id IS NOT NULL THEN m.by END',
    reason: `CASE WHEN m.id IS NOT NULL THEN NULL WHEN num_nonnulls(q.id, q.slug, q."itemUrls", q."pageUrls") = 0 THEN 'malformed'
      WHEN m.number = 0 THEN 'unknown' WHEN m.number = 1 THEN 'gone' ELSE 'ambiguous' END`,
    community: `CASE WHEN m.id IS NOT NULL THEN ${communityReference('c', wanted)} END`,
  }
  const { rows } = await ask(
    db,
    `SELECT json_agg(${jsonObject(result)} ORDER BY q.n)::text AS body,
       COALESCE(array_agg(DISTINCT t.locale) FILTER (WHERE t.locale IS NOT NULL), '{}') AS locales
     FROM jsonb_to_recordset(${asked}) 
       AS q(n int, query text, id uuid, slug text, "itemUrls" text[], "pageUrls" text[])
     CROSS JOIN LATERAL (
       SELECT count(*) AS number, CASE WHEN count(*) = 1 THEN (array_agg(x.id))[1] END AS id, min(x.by) AS by
       FROM (${meanings}) x
     ) m
     LEFT JOIN LATERAL (SELECT * FROM published.community k WHERE k.id = m.id LIMIT 1) c ON true
     LEFT JOIN LATERAL (${communityText('c', wanted)}) t ON true`,
    parameters.values,
  )
  return Row.parse(rows[0])
}
