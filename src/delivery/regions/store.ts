import { z } from 'zod'
import type { Pool } from '../../database/database.ts'
import type { Projection } from '../json-text.ts'
import { Parameters, whereOf } from '../parameters.ts'
import { jsonObject, regionReference } from '../projections.ts'

export interface RegionFilter {
  parentId?: string | undefined
  kinds?: readonly string[] | undefined
  q?: string | undefined
}

const summaryFields = (locales: string): Projection => ({
  ...regionReference('r', locales),
  isoAlpha3: 'r.iso_alpha3',
  isoSubdivision: 'r.iso3166_2',
  wikidataId: 'r.wikidata_id',
  point: `CASE WHEN r.latitude IS NOT NULL
    THEN ${jsonObject({ latitude: 'r.latitude', longitude: 'r.longitude' })} END`,
  parent: `(SELECT ${jsonObject(regionReference('u', locales))} FROM published.region u WHERE u.id = r.parent_id)`,
})

const fullFields = (locales: string): Projection => ({
  ...summaryFields(locales),
  ancestors: `(SELECT COALESCE(json_agg(${jsonObject(regionReference('u', locales))}
      ORDER BY array_position(r.lineage, u.id)), '[]')
    FROM published.region u WHERE u.id = ANY (r.lineage) AND u.id <> r.id)`,
  children: `(SELECT COALESCE(json_agg(${jsonObject(regionReference('u', locales))} ORDER BY u.name_sort_key, u.id), '[]')
    FROM published.region u WHERE u.parent_id = r.id)`,
  communityCounts: jsonObject({
    own: `(SELECT count(DISTINCT cr.community_id) FROM published.community_region cr WHERE cr.region_id = r.id)`,
    withDescendants: '(SELECT count(*) FROM published.community c WHERE c.area_ids @> ARRAY[r.id])',
  }),
})

const RegionRow = z.object({
  body: z.string(),
  modifiedAt: z.date(),
  shownIds: z.array(z.string()),
})

/** One region in one statement, its JSON as text. */
export async function findRegion(pool: Pool, id: string, locales: string[]) {
  const parameters = new Parameters()
  const wanted = parameters.addLocales(locales)
  const { rows } = await pool.query(
    `SELECT ${jsonObject(fullFields(wanted))}::text AS body, r.modified_at AS "modifiedAt",
       ARRAY(SELECT u.id::text FROM published.region u
         WHERE u.id = ANY (r.lineage) OR u.parent_id = r.id) AS "shownIds"
     FROM published.region r WHERE r.id = ${parameters.add(id, 'uuid')}`,
    parameters.values,
  )
  return RegionRow.parse(rows[0])
}

function conditionsOf({ parentId, kinds, q }: RegionFilter, parameters: Parameters): string[] {
  const conditions: string[] = []
  if (parentId) conditions.push(`r.parent_id = ${parameters.add(parentId, 'uuid')}`)
  if (kinds) conditions.push(`r.kind = ANY (${parameters.add(kinds, 'text[]')})`)
  if (q) {
    const part = parameters.add(q, 'text')
    conditions.push(`(strpos(lower(r.name), lower(${part})) > 0 OR strpos(r.name_sort_key, lower(${part})) > 0
      OR upper(${part}) IN (r.iso_alpha2, r.iso_alpha3, r.iso3166_2, r.m49)
      OR EXISTS (SELECT 1 FROM jsonb_each_text(r.names) n WHERE strpos(lower(n.value), lower(${part})) > 0))`)
  }
  return conditions
}

const ListRow = z.object({ body: z.string(), place: z.array(z.string()) })

/** One page of regions by name, and one row beyond it where there is more. */
export async function listRegions(
  pool: Pool,
  filter: RegionFilter,
  page: { locales: string[]; after: readonly unknown[] | undefined; limit: number },
) {
  const parameters = new Parameters()
  const wanted = parameters.addLocales(page.locales)
  const conditions = conditionsOf(filter, parameters)
  if (page.after) {
    const [key, id] = page.after
    conditions.push(
      `(r.name_sort_key, r.id) > (${parameters.add(key, 'text')}, ${parameters.add(id, 'uuid')})`,
    )
  }
  const { rows } = await pool.query(
    `SELECT ${jsonObject(summaryFields(wanted))}::text AS body, json_build_array(r.name_sort_key, r.id) AS place
     FROM published.region r ${whereOf(conditions)}
     ORDER BY r.name_sort_key, r.id LIMIT ${parameters.add(page.limit + 1, 'int')}`,
    parameters.values,
  )
  return z.array(ListRow).parse(rows)
}

export async function countRegions(pool: Pool, filter: RegionFilter): Promise<number> {
  const parameters = new Parameters()
  const conditions = conditionsOf(filter, parameters)
  const { rows } = await pool.query(
    `SELECT count(*)::int AS total FROM published.region r ${whereOf(conditions)}`,
    parameters.values,
  )
  return z.object({ total: z.number() }).parse(rows[0]).total
}
