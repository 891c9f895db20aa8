import { z } from 'zod'
import type { Pool } from '../../database/database.ts'
import type { Queryable } from '../../database/queryable.ts'
import { isReferredTo, type Reference } from '../addresses/reference.ts'
import { type CommunityFilter, conditionsOf } from '../communities/filters.ts'
import { type BodyFormat, sectionFields, sectionsFrom } from '../communities/projection.ts'
import { Parameters, whereOf } from '../parameters.ts'
import { communityReference, jsonObject, sectionText } from '../projections.ts'

export interface SectionView {
  locales: string[]
  fallback: boolean
  bodies: readonly BodyFormat[]
}

const SectionRow = z.object({
  body: z.string(),
  communityId: z.string(),
  modifiedAt: z.date(),
  locale: z.string(),
})
export type SectionRow = z.infer<typeof SectionRow>

const ListRow = z.object({
  body: z.string(),
  place: z.array(z.union([z.string(), z.number()])),
  locale: z.string(),
})

const sectionJson = (bodies: readonly BodyFormat[], locales: string): string =>
  jsonObject({ ...sectionFields(bodies), community: communityReference('c', locales) })

/** One section with the community that it is of. Null where it is not published or not in these locales. */
export async function findSection(
  pool: Pool,
  community: Reference,
  section: Reference,
  { locales, fallback, bodies }: SectionView,
): Promise<SectionRow | null> {
  const parameters = new Parameters()
  const wanted = parameters.addLocales(locales)
  const { rows } = await pool.query(
    `SELECT ${sectionJson(bodies, wanted)}::text AS body, c.id AS "communityId",
       s.modified_at AS "modifiedAt", x.locale
     FROM published.community c CROSS JOIN ${sectionsFrom({ locales: wanted, fallback })}
       AND ${isReferredTo('c', community, parameters)} AND ${isReferredTo('s', section, parameters)}`,
    parameters.values,
  )
  return rows[0] ? SectionRow.parse(rows[0]) : null
}

/** One page of a community's sections in their order, and one row beyond it where there is more. */
export async function listSections(
  pool: Pool,
  communityId: string,
  { locales, bodies }: Omit<SectionView, 'fallback'>,
  { after, limit }: { after: readonly unknown[] | undefined; limit: number },
) {
  const parameters = new Parameters()
  const wanted = parameters.addLocales(locales)
  const from = after
    ? `AND (s.position, s.id) > (${parameters.add(after[0], 'int')}, ${parameters.add(after[1], 'uuid')})`
    : ''
  const { rows } = await pool.query(
    `SELECT ${sectionJson(bodies, wanted)}::text AS body, json_build_array(s.position, s.id) AS place, x.locale
     FROM published.community c CROSS JOIN ${sectionsFrom({ locales: wanted, fallback: true })}
       AND c.id = ${parameters.add(communityId, 'uuid')} ${from}
     ORDER BY s.position, s.id LIMIT ${parameters.add(limit + 1, 'int')}`,
    parameters.values,
  )
  return z.array(ListRow).parse(rows)
}

export async function countSections(pool: Pool, communityId: string): Promise<number> {
  const { rows } = await pool.query(
    'SELECT count(*)::int AS total FROM published.section s WHERE s.community_id = $1::uuid',
    [communityId],
  )
  return z.object({ total: z.number() }).parse(rows[0]).total
}

/** Which sections a list across communities holds: of communities that a filter lets through. */
export interface SectionFilter {
  community: CommunityFilter
  kinds: readonly string[] | undefined
  locales: readonly string[] | undefined
}

/** The conditions on the section `s` of the community `c` as SQL. */
function sectionConditions(filter: SectionFilter, parameters: Parameters): string[] {
  const { community, kinds, locales } = filter
  const conditions = conditionsOf(community, parameters)
  if (kinds?.length === 1) conditions.push(`s.kind = ${parameters.add(kinds[0], 'text')}`)
  else if (kinds) conditions.push(`s.kind = ANY (${parameters.add(kinds, 'text[]')})`)
  if (locales) {
    conditions.push(`EXISTS (SELECT 1 FROM published.section_text a
      WHERE a.section_id = s.id AND a.locale = ANY (${parameters.add(locales, 'text[]')}))`)
  }
  return conditions
}

/** One page of sections across communities by id, and one row beyond it where there is more. */
export async function listAllSections(
  pool: Queryable,
  filter: SectionFilter,
  { locales, bodies }: Omit<SectionView, 'fallback'>,
  { after, limit }: { after: readonly unknown[] | undefined; limit: number },
) {
  const parameters = new Parameters()
  const wanted = parameters.add(locales, 'text[]')
  const conditions = sectionConditions(filter, parameters)
  if (after) conditions.push(`s.id > ${parameters.add(after[0], 'uuid')}`)
  const { rows } = await pool.query({
    text: `SELECT ${sectionJson(bodies, wanted)}::text AS body, json_build_array(s.id) AS place, x.locale
      FROM published.section s JOIN published.community c ON c.id = s.community_id
      CROSS JOIN LATERAL (${sectionText('s', wanted, 'c.default_locale')}) x ${whereOf(conditions)}
      ORDER BY s.id LIMIT ${parameters.add(limit + 1, 'int')}`,
    values: parameters.values,
  })
  return z.array(ListRow).parse(rows)
}

export async function countAllSections(pool: Queryable, filter: SectionFilter): Promise<number> {
  const parameters = new Parameters()
  const conditions = sectionConditions(filter, parameters)
  const { rows } = await pool.query({
    text: `SELECT count(*)::int AS total FROM published.section s
      JOIN published.community c ON c.id = s.community_id ${whereOf(conditions)}`,
    values: parameters.values,
  })
  return z.object({ total: z.number() }).parse(rows[0]).total
}
