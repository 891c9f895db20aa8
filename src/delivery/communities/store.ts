import { z } from 'zod'
import type { Pool } from '../../database/database.ts'
import type { Queryable } from '../../database/queryable.ts'
import { isReferredTo, type Reference } from '../addresses/reference.ts'
import { Rest } from '../cross-references/projection.ts'
import { countFacets } from '../facets/counting.ts'
import type { FacetName } from '../facets/schema.ts'
import { json, objectText, word } from '../json-text.ts'
import { ask, noLocales, Parameters, putOnce, whereOf } from '../parameters.ts'
import { timestamp } from '../projections.ts'
import { type CommunityFilter, conditionsOf } from './filters.ts'
import {
  type BodyFormat,
  communityTextJoin,
  onlyFields,
  type ProfileShape,
  profileFields,
  referencesJoin,
  sectionsFrom,
} from './projection.ts'
import type { CommunitySort } from './schema.ts'

export interface ProfileView {
  locales: string[]
  fallback: boolean
  bodies: readonly BodyFormat[]
  crossReferences: boolean
  fields?: readonly string[] | undefined
}

const ProfileRow = z.object({
  body: z.string(),
  // One column: what the driver makes ready for each more is much of what an answer takes.
  about: z.object({
    id: z.string(),
    slug: z.string(),
    modifiedAt: z.coerce.date<string>(),
    regionIds: z.array(z.string()),
    textLocales: z.array(z.string()),
    rest: Rest,
  }),
})
export type ProfileRow = z.infer<typeof ProfileRow>['about'] & { body: string }

/** A whole profile in one statement, its JSON as text. Null where it is not published or not in these locales. */
export async function findProfile(
  pool: Queryable,
  reference: Reference,
  view: ProfileView,
): Promise<ProfileRow | null> {
  // Fields make too many forms for each to keep a plan.
  const { rows } = await (view.fields
    ? putOnce(pool, profileStatement(reference, view), valuesOf(reference, view))
    : ask(pool, keptStatement(reference, view), valuesOf(reference, view)))
  if (!rows[0]) return null
  const { body, about } = ProfileRow.parse(rows[0])
  return { body, ...about }
}

const statements = new Map<string, string>()

/** The statement for one of the few forms of the question: to put it together takes longer than to read many a row. */
function keptStatement(reference: Reference, view: ProfileView): string {
  const { locales, fallback, bodies, crossReferences } = view
  const form = [...Object.keys(reference), locales.length > 0, fallback, crossReferences, ...bodies]
  const key = form.join()
  const known = statements.get(key)
  if (known !== undefined) return known
  const statement = profileStatement(reference, view)
  statements.set(key, statement)
  return statement
}

function profileStatement(reference: Reference, view: ProfileView): string {
  const parameters = new Parameters()
  const shape = shapeOf(view, parameters)
  const fields = onlyFields(profileFields(shape), view.fields)
  const about = objectText({
    id: word('c.id'),
    slug: word('c.slug'),
    modifiedAt: word(timestamp('c.modified_at')),
    regionIds: json(`to_json(ARRAY(SELECT cr.region_id FROM published.community_region cr
      WHERE cr.community_id = c.id))`),
    textLocales: json(`to_json(${textLocalesOf(shape)})`),
    rest: restOf(shape),
  })
  return `SELECT ${objectText(fields)} AS body, ${about}::json AS about
     FROM published.community c ${communityTextJoin(shape)} ${referencesJoin(shape)}
     WHERE ${isReferredTo('c', reference, parameters)}`
}

/** What stands for the parameters of that statement, in the order in which it adds them. */
const valuesOf = (reference: Reference, { locales }: ProfileView): unknown[] => [
  ...(locales.length > 0 ? [locales] : []),
  ...Object.values(reference),
]

/** The languages of the texts in a profile. Where none is wanted all are in the community's own. */
const textLocalesOf = (shape: ProfileShape): string =>
  shape.locales === noLocales
    ? 'ARRAY[t.locale]'
    : `ARRAY(SELECT t.locale UNION SELECT x.locale FROM ${sectionsFrom(shape)})`

/** Where the cross-references of a profile end that it has no room for. */
const restOf = ({ crossReferences }: ProfileShape): string =>
  crossReferences ? 'e.rest' : 'NULL::json'

function shapeOf(view: ProfileView, parameters: Parameters): ProfileShape {
  const { locales, fallback, bodies, fields } = view
  const crossReferences = view.crossReferences && (!fields || fields.includes('crossReferences'))
  return {
    locales: parameters.addLocales(locales),
    fallback,
    bodies,
    crossReferences,
  }
}

export interface CommunityPage extends ProfileView {
  filter: CommunityFilter
  sort: CommunitySort
  /** The sort key and id of the last row of the page before. */
  after?: readonly unknown[] | undefined
  limit: number
}

const ListRow = z.object({
  slug: z.string(),
  rest: Rest,
  body: z.string(),
  key: z.string(),
  id: z.string(),
  locale: z.string(),
})
export type ListRow = z.infer<typeof ListRow>

const sortKeys = {
  title: { column: 'c.title_sort_key', type: 'text', key: 'c.title_sort_key' },
  updatedAt: { column: 'c.updated_at', type: 'timestamptz', key: timestamp('c.updated_at') },
} as const

/** One page of communities and, where there is more, one row beyond it. */
export async function listCommunities(pool: Pool, page: CommunityPage): Promise<ListRow[]> {
  const parameters = new Parameters()
  const shape = shapeOf(page, parameters)
  const conditions = conditionsOf(page.filter, parameters)
  const descending = page.sort.startsWith('-')
  const sort = sortKeys[page.sort.replace('-', '') as keyof typeof sortKeys]
  if (page.after) {
    const [key, id] = page.after
    conditions.push(`(${sort.column}, c.id) ${descending ? '<' : '>'}
      (${parameters.add(key, sort.type)}, ${parameters.add(id, 'uuid')})`)
  }
  const order = descending ? 'DESC' : 'ASC'
  const fields = onlyFields(profileFields(shape), page.fields)
  const { rows } = await pool.query(
    `SELECT ${objectText(fields)} AS body, ${sort.key} AS key, c.id, c.slug, t.locale, ${restOf(shape)} AS rest
     FROM published.community c ${communityTextJoin(shape)} ${referencesJoin(shape)}
     ${whereOf(conditions)}
     ORDER BY ${sort.column} ${order}, c.id ${order} LIMIT ${parameters.add(page.limit + 1, 'int')}`,
    parameters.values,
  )
  return z.array(ListRow).parse(rows)
}

export async function countCommunities(pool: Pool, filter: CommunityFilter): Promise<number> {
  const parameters = new Parameters()
  const conditions = conditionsOf(filter, parameters)
  const { rows } = await pool.query(
    `SELECT count(*)::int AS total FROM published.community c ${whereOf(conditions)}`,
    parameters.values,
  )
  return z.object({ total: z.number() }).parse(rows[0]).total
}

/** How many of the communities that a filter lets through have each value of these facets. */
export function countCommunityFacets(
  pool: Queryable,
  filter: CommunityFilter,
  names: readonly FacetName[],
  locales: string[],
) {
  const parameters = new Parameters()
  const matches = `SELECT c.id AS item_id, c.id AS community_id, NULL::text AS section_kind
    FROM published.community c ${whereOf(conditionsOf(filter, parameters))}`
  return countFacets(pool, names, { ...filter, matches, locales }, parameters)
}
