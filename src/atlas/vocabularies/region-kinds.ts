import { type Entry, schemaOrg, valuesOf, wikidata } from './entry.ts'

/** Places, from the widest to the narrowest, then the scopes, which stand outside the tree of places. */
export const regionKinds = {
  world: { label: 'World', description: 'The root of all places (UN M49 001).' },
  macro_region: {
    label: 'Macro-region',
    description: 'A continental region of UN M49.',
    equivalents: [wikidata('Q5107'), schemaOrg('Continent')],
  },
  subregion: { label: 'Subregion', description: 'A subregion of UN M49.' },
  intermediate_region: {
    label: 'Intermediate region',
    description: 'An intermediate region of UN M49.',
  },
  country: {
    label: 'Country',
    description: 'A country or territory of ISO 3166-1.',
    equivalents: [wikidata('Q6256'), schemaOrg('Country')],
  },
  subdivision: {
    label: 'Subdivision',
    description: 'A principal subdivision of a country (ISO 3166-2).',
    equivalents: [schemaOrg('State')],
  },
  city: {
    label: 'City',
    description: 'A city or town.',
    equivalents: [wikidata('Q515'), schemaOrg('City')],
  },
  global: { label: 'Global', description: 'Spread over the whole world, at home in no one place.' },
  online: { label: 'Online', description: 'Lived on the internet.' },
  diaspora: { label: 'Diaspora', description: 'Scattered away from its place of origin.' },
} as const satisfies Record<string, Entry>

export type RegionKind = keyof typeof regionKinds
export const regionKindValues = valuesOf(regionKinds)

const scopeKinds: readonly RegionKind[] = ['global', 'online', 'diaspora']
export const isScope = (kind: RegionKind): boolean => scopeKinds.includes(kind)
