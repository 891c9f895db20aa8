export type Json = Record<string, unknown>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const objectIn = (value: unknown): Json => (isObject(value) ? value : {})

export const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** What an object of a document is, or what it refers to by `$ref`. */
export function resolved(document: Json, value: unknown): Json {
  const object = objectIn(value)
  if (typeof object.$ref !== 'string') return object
  const names = object.$ref.slice('#/'.length).split('/')
  const target = names.reduce<unknown>((place, name) => objectIn(place)[name], document)
  return resolved(document, target)
}
