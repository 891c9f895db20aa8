import { z } from 'zod'
import type { Queryable } from '../../database/queryable.ts'
import type { Parameters } from '../parameters.ts'
import { regionName } from '../projections.ts'
import { labelled } from './labels.ts'
import { type FacetName, type Facets, MAX_FACET_VALUES } from './schema.ts'

/** What facets count: the rows of a statement with `item_id`, `community_id` and, of a section, `section_kind`. */
export interface Counted {
  matches: string
  /** Rules for regions, as of the filter. */
  exactRegion: boolean
  includeGlobal: boolean
  locales: string[]
}

const Counts = z.array(
  z.object({ value: z.string(), label: z.string().nullable(), count: z.int() }),
)
const FacetRow = z.object({
  facets: z.partialRecord(z.enum(['region', 'kind', 'tag', 'section']), Counts),
})
export type FoundFacets = z.infer<typeof FacetRow>['facets']

/** Counts all that matches by the values of these facets, in one statement. */
export async function countFacets(
  db: Queryable,
  names: readonly FacetName[],
  counted: Counted,
  parameters: Parameters,
): Promise<z.infer<typeof Facets>> {
  const counts = names.map((name) => `'${name}', ${frequent(valuesOf[name](counted, parameters))}`)
  const { rows } = await db.query({
    text: `WITH m AS MATERIALIZED (${counted.matches}),
      w AS MATERIALIZED (SELECT m.community_id, count(*)::int AS n FROM m GROUP BY m.community_id)
      SELECT json_build_object(${counts.join(', ')}) AS facets`,
    values: parameters.values,
  })
  return labelled(FacetRow.parse(rows[0]).facets)
}

/** The most frequent rows `value, label, count` of a statement as JSON. */
const frequent = (statement: string): string =>
  `(SELECT COALESCE(json_agg(f ORDER BY f.count DESC, f.value), '[]')
    FROM (SELECT * FROM (${statement}) v ORDER BY v.count DESC, v.value LIMIT ${MAX_FACET_VALUES}) f)`

/** Nobody knows beforehand how many match: said so, Postgres looks them up instead of reading all communities. */
const isCounted = (id: string): string => `${id} = ANY (ARRAY(SELECT w.community_id FROM w))`

const valuesOf: Record<FacetName, (counted: Counted, parameters: Parameters) => string> = {
  kind: () => `SELECT c.kind AS value, NULL AS label, sum(w.n)::int AS count
    FROM w JOIN published.community c ON c.id = w.community_id WHERE ${isCounted('c.id')} GROUP BY c.kind`,
  tag: () => `SELECT t.tag COLLATE "C" AS value, t.tag AS label, sum(w.n)::int AS count
    FROM w JOIN published.community c ON c.id = w.community_id CROSS JOIN LATERAL unnest(c.tags) AS t(tag)
    WHERE ${isCounted('c.id')} GROUP BY t.tag`,
  section: () => `SELECT k.kind AS value, NULL AS label, count(*)::int AS count FROM (
      SELECT DISTINCT m.item_id, s.kind FROM m JOIN published.section s ON s.community_id = m.community_id
      WHERE m.section_kind IS NULL AND ${isCounted('s.community_id')}
      UNION ALL SELECT m.item_id, m.section_kind FROM m WHERE m.section_kind IS NOT NULL
    ) k GROUP BY k.kind`,
  region: regionValues,
}

/** Communities of scope `global` belong to every region where the filter would add them. */
function regionValues({ exactRegion, includeGlobal, locales }: Counted, parameters: Parameters) {
  const within = exactRegion ? 'ARRAY[p.id]' : 'p.lineage'
  const everywhere = includeGlobal
    ? `AND NOT EXISTS (SELECT 1 FROM published.community_region g JOIN published.region x ON x.id = g.region_id
        WHERE g.community_id = w.community_id AND x.kind = 'global')`
    : ''
  const global = `(SELECT COALESCE(sum(w.n), 0) FROM w WHERE EXISTS (SELECT 1 FROM published.community_region g
    JOIN published.region x ON x.id = g.region_id WHERE g.community_id = w.community_id AND x.kind = 'global'))`
  return `SELECT r.slug AS value, ${regionName('r', parameters.addLocales(locales))} AS label,
      (COALESCE(sum(a.n) FILTER (WHERE a.own), 0) ${includeGlobal ? `+ ${global}` : ''})::int AS count
    FROM (
      SELECT DISTINCT w.community_id, w.n, l.id, true AS own
      FROM w JOIN published.community_region cr ON cr.community_id = w.community_id
      JOIN published.region p ON p.id = cr.region_id CROSS JOIN LATERAL unnest(${within}) AS l(id)
      WHERE ${isCounted('cr.community_id')} ${everywhere}
      ${includeGlobal ? globalsOwn(within) : ''}
    ) a JOIN published.region r ON r.id = a.id GROUP BY r.id`
}

/** The regions of communities that count everywhere, so that each is named. */
const globalsOwn = (within: string): string =>
  `UNION ALL SELECT DISTINCT w.community_id, w.n, l.id, false
    FROM w JOIN published.community_region cr ON cr.community_id = w.community_id
    JOIN published.region p ON p.id = cr.region_id CROSS JOIN LATERAL unnest(${within}) AS l(id)
    WHERE EXISTS (SELECT 1 FROM published.community_region g JOIN published.region x ON x.id = g.region_id
      WHERE g.community_id = w.community_id AND x.kind = 'global')`
