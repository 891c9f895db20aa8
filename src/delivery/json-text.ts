/**
 * JSON that Postgres writes as text. `json_build_object` looks up the type of each of its arguments for each object, and
 * copies what it is given once more; much of the time of a large answer goes there. The bytes are the same.
 */

/** SQL of a value as it stands in JSON, between quotes where it is a word. */
interface Value {
  sql: string
  quote: '' | '"'
}

/** SQL by the name of the JSON field that it fills; `word` and `json` tell more of it, which saves Postgres time. */
export type Projection = Record<string, string | Value>

/** The same for `objectText` alone: within it stands JSON that is text. */
export type TextProjection = Record<string, string | Value | JsonText>

interface JsonText {
  text: string
}

/** Text that holds nothing to escape, and is never null: an id, a slug, a word of a closed list. */
export const word = (sql: string): Value => ({ sql, quote: '"' })

/** What reads as JSON already, a number or of the type `json`, and is never null. */
export const json = (sql: string): Value => ({ sql, quote: '' })

/** What `objectText` and `arrayOf` make, within another object. */
export const jsonText = (text: string): JsonText => ({ text })

/** Of SQL alone nothing is known: it may be any value, or null. */
function described(field: string | Value | JsonText): Value {
  if (typeof field === 'string') return json(`COALESCE(to_json(${field}), 'null')`)
  return 'text' in field ? json(field.text) : field
}

/** SQL of an object as text. */
export function objectText(fields: TextProjection): string {
  const parts: string[] = []
  // What is the same in every object is one argument as far as it goes: there may be a hundred, and each costs.
  let fixed = '{'
  for (const [index, [name, field]] of Object.entries(fields).entries()) {
    const { sql, quote } = described(field)
    fixed += `${index === 0 ? '' : ', '}"${name}" : ${quote}`
    const literal = /^'(\w+)'$/.exec(sql)?.[1]
    if (literal === undefined) {
      parts.push(`'${fixed}'`, sql)
      fixed = quote
    } else fixed += literal + quote
  }
  return `concat(${parts.join(', ')}, '${fixed}}')`
}

/** SQL of an array, as text, of objects that are text: an aggregate over their rows. */
export const arrayOf = (object: string, order: string): string =>
  `concat('[', string_agg(${object}, ', ' ORDER BY ${order}), ']')`
