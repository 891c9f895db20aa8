/** One entry of a closed list. `value` is what travels on the wire and never changes its meaning. */
export interface Entry {
  label: string
  description: string
  /** URIs of the same concept in SKOS, schema.org, PROV, Dublin Core or Wikidata. */
  equivalents?: readonly string[]
}

/** The values of a closed list as a tuple, in the order in which they are written, for `z.enum`. */
export function valuesOf<T extends Record<string, Entry>>(entries: T): [keyof T & string] {
  return Object.keys(entries) as [keyof T & string]
}

export const skos = (name: string) => `http://www.w3.org/2004/02/skos/core#${name}`
export const schemaOrg = (name: string) => `https://schema.org/${name}`
export const prov = (name: string) => `http://www.w3.org/ns/prov#${name}`
export const wikidata = (id: string) => `http://www.wikidata.org/entity/${id}`
