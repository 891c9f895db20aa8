import type { Projection } from './projections.ts'

/**
 * JSON that Postgres writes as text. `json_build_object` looks up the type of each of its arguments for each object, and
 * copies what it is given once more; much of the time of a large answer goes there. The bytes are the same.
 */

/** SQL of a value as it stands in JSON, between quotes where it is a word. */
interface Value {
  sql: string
  quote: '' | '"'
}

/** Text that holds nothing to escape, and is never null: an id, a slug, a word of a closed list. */
export const word = (sql: string): Value => ({ sql, quote: '"' })

/** Any value, or null. */
export const value = (sql: string): Value => json(`COALESCE(to_json(${sql}), 'null')`)

/** What reads as JSON already, and is never null. */
export const json = (sql: string): Value => ({ sql, quote: '' })

/** SQL of an object as text. */
export function objectText(fields: Record<string, Value>): string {
  const parts: string[] = []
  // What is the same in every object is one argument as far as it goes: there may be a hundred, and each costs.
  let fixed = '{'
  for (const [index, [name, { sql, quote }]] of Object.entries(fields).entries()) {
    fixed += `${index === 0 ? '' : ', '}"${name}" : ${quote}`
    const literal = /^'(\w+)'$/.exec(sql)?.[1]
    if (literal === undefined) {
      parts.push(`'${fixed}'`, sql)
      fixed = quote
    } else fixed += literal + quote
  }
  return `concat(${parts.join(', ')}, '${fixed}}')`
}

/** Fields that are a `word` in a profile and all that it names, and never null. */
const words = new Set(['type', 'id', 'slug', 'kind', 'role', 'locale', 'publishedAt', 'updatedAt'])

/** Fields that are `json` there, and never null. */
const ready = new Set([
  ...['aliases', 'tags', 'images', 'locales', 'regions', 'sections', 'untranslatedSections'],
  ...['crossReferences', 'community', 'position', 'wordCount', 'readingMinutes', 'revision'],
])

/** SQL of a profile, or of something that it names, as text. */
export const profileText = (fields: Projection): string =>
  objectText(
    Object.fromEntries(
      Object.entries(fields).map(([name, sql]) => [
        name,
        words.has(name) ? word(sql) : ready.has(name) ? json(sql) : value(sql),
      ]),
    ),
  )

/** SQL of an array, as text, of objects that are text: an aggregate over their rows. */
export const arrayOf = (object: string, order = '', filter = ''): string =>
  `concat('[', string_agg(${object}, ', ' ${order && `ORDER BY ${order}`}) ${filter}, ']')`
