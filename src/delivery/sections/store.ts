import { z } from 'zod'
import type { Pool } from '../../database/database.ts'
import { isReferredTo, type Reference } from '../addresses/reference.ts'
import { type BodyFormat, sectionFields, sectionsFrom } from '../communities/projection.ts'
import { Parameters } from '../parameters.ts'
import { communityReference, jsonObject } from '../projections.ts'

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
