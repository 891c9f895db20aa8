/**
 * JSON that Postgres writes as text. `json_build_object` looks up the type of each of its arguments for each object; where
 * an answer has many objects of a few fields, most of its time goes there. The bytes are the same.
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

/** What is JSON already, and never null. */
export const json = (sql: string): Value => ({ sql, quote: '' })

/** SQL of an object as text. */
export function objectText(fields: Record<string, Value>): string {
  const members = Object.entries(fields).map(
    ([name, { sql, quote }]) => `'"${name}" : ${quote}', ${sql}, '${quote}'`,
  )
  return `concat('{', ${members.join(", ', ', ")}, '}')`
}

/** SQL of an array, as JSON, of objects that are text: an aggregate over their rows. */
export const arrayOf = (object: string, order: string, filter = ''): string =>
  `concat('[', string_agg(${object}, ', ' ORDER BY ${order}) ${filter}, ']')::json`
