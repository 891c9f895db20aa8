import { type Projection, word } from './json-text.ts'
import { noLocales } from './parameters.ts'

/**
 * SQL expressions that more than one feature selects. Each answer is built as JSON text by Postgres and passed on
 * unparsed, so every field is named here or in a feature's own projection: a new column cannot leak.
 */

/** SQL of an object of the type `json`. */
export const jsonObject = (fields: Projection): string =>
  `json_build_object(${Object.entries(fields)
    .map(([name, field]) => `'${name}', ${typeof field === 'string' ? field : field.sql}`)
    .join(', ')})`

/** An RFC 3339 time in UTC with milliseconds. */
export const timestamp = (expression: string): string =>
  `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/**
 * Orders texts by how much their locale is wanted; the default locale, when it is not wanted, comes last. Its limit also
 * has the text looked up for each row of a page: joined, the texts of all would be read for it.
 */
const bestText = (table: string, owner: string, locales: string, fallback: string): string =>
  locales === noLocales
    ? `SELECT x.* FROM ${table} x WHERE ${owner} AND x.locale = ${fallback} LIMIT 1`
    : `SELECT x.* FROM ${table} x WHERE ${owner} AND (x.locale = ANY (${locales}) OR x.locale = ${fallback})
       ORDER BY array_position(${locales}, x.locale) LIMIT 1`

/** The texts of the community `alias` in the best locale, as a subquery. */
export const communityText = (
  alias: string,
  locales: string,
  fallback = `${alias}.default_locale`,
) => bestText('published.community_text', `x.community_id = ${alias}.id`, locales, fallback)

/** The texts of the section `alias` in the best locale, as a subquery. */
export const sectionText = (alias: string, locales: string, fallback: string) =>
  bestText('published.section_text', `x.section_id = ${alias}.id`, locales, fallback)

/**
 * How a community is named inside another resource. Edges bear the same in its own language: who changes this, or
 * `sectionNames`, changes `published.end_name` and names all edges anew.
 */
export const communityNames = (alias: string, locales: string): Projection => ({
  type: word(`'community'`),
  id: word(`${alias}.id`),
  slug: word(`${alias}.slug`),
  title: communityTitle(alias, locales),
})

/** The same as JSON. */
export const communityReference = (alias: string, locales: string): string =>
  jsonObject(communityNames(alias, locales))

/** The title of the community `alias` in the best locale. */
const communityTitle = (alias: string, locales: string): string =>
  locales === noLocales
    ? `${alias}.title`
    : `(SELECT b.title FROM (${communityText(alias, locales)}) b)`

/** How a section is named inside another resource; which community it is of comes after. */
export const sectionNames = (alias: string, community: string, locales: string): Projection => ({
  type: word(`'section'`),
  id: word(`${alias}.id`),
  slug: word(`${alias}.slug`),
  title: `(SELECT b.heading FROM (${sectionText(alias, locales, `${community}.default_locale`)}) b)`,
})

/** The name of the region `alias` in the best locale. */
export const regionName = (alias: string, locales: string): string =>
  locales === noLocales
    ? `${alias}.name`
    : `COALESCE((
        SELECT ${alias}.names ->> w.locale FROM unnest(${locales}) WITH ORDINALITY AS w(locale, n)
        WHERE jsonb_exists(${alias}.names, w.locale) ORDER BY w.n LIMIT 1), ${alias}.name)`

/** How a region is named inside another resource. */
export const regionReference = (alias: string, locales: string): Projection => ({
  type: word(`'region'`),
  id: word(`${alias}.id`),
  slug: word(`${alias}.slug`),
  name: regionName(alias, locales),
  kind: word(`${alias}.kind`),
  isoAlpha2: `${alias}.iso_alpha2`,
  m49: `${alias}.m49`,
})
