import type { PublishedRegion } from '../published/profile.ts'
import { type Entry, schemaOrg, wikidata } from '../vocabularies/entry.ts'
import { isScope, regionKinds } from '../vocabularies/region-kinds.ts'
import type { LinkedPlace } from './schema.ts'
import { idOf } from './terms.ts'

/** The places among regions, each once; scopes are none. */
export const placesOf = (regions: PublishedRegion[]): LinkedPlace[] => [
  ...new Map(
    regions.filter(({ kind }) => !isScope(kind)).map((region) => [region.id, placeOf(region)]),
  ).values(),
]

function placeOf(region: PublishedRegion): LinkedPlace {
  const { id, name, slug, kind, wikidataId, latitude, longitude } = region
  const { equivalents = [] }: Entry = regionKinds[kind]
  const narrower = equivalents.filter((iri) => iri.startsWith(schemaOrg('')))
  const identifier = identifiersOf(region)
  return {
    '@id': idOf(id),
    '@type': ['Place', ...narrower.map((iri) => iri.slice(schemaOrg('').length))],
    name,
    slug,
    ...(identifier.length === 0 ? {} : { identifier }),
    ...(wikidataId === null ? {} : { sameAs: wikidata(wikidataId) }),
    ...(latitude === null || longitude === null
      ? {}
      : { geo: { '@type': ['GeoCoordinates'], latitude, longitude } }),
  }
}

function identifiersOf({ isoAlpha2, isoAlpha3, iso31662, m49 }: PublishedRegion) {
  const codes = {
    'ISO 3166-1 alpha-2': isoAlpha2,
    'ISO 3166-1 alpha-3': isoAlpha3,
    'ISO 3166-2': iso31662,
    'UN M49': m49,
  }
  return Object.entries(codes).flatMap(([propertyID, value]) =>
    value === null ? [] : [{ '@type': ['PropertyValue'], propertyID, value }],
  )
}
