import { schemaOrg, skos } from '../vocabularies/entry.ts'
import { ownTerm, relationTerms } from './terms.ts'

const address = (iri: string) => ({ '@id': iri, '@type': '@id' })
const time = (iri: string) => ({
  '@id': iri,
  '@type': 'http://www.w3.org/2001/XMLSchema#dateTime',
})

const named = (iriOf: (name: string) => string, names: string): Record<string, string> =>
  Object.fromEntries(names.split(' ').map((name) => [name, iriOf(name)]))

const types = {
  ...named(
    schemaOrg,
    'Article DefinedTerm WebPageElement ImageObject PropertyValue GeoCoordinates',
  ),
  ...named(schemaOrg, 'Place Continent Country State City'),
  Concept: skos('Concept'),
  CrossReference: ownTerm('CrossReference'),
}

const properties = {
  ...named(schemaOrg, 'headline name alternateName description abstract keywords inLanguage about'),
  ...named(schemaOrg, 'hasPart isPartOf position articleBody wordCount timeRequired version'),
  ...named(schemaOrg, 'image caption width height license creditText termCode spatialCoverage'),
  ...named(schemaOrg, 'identifier propertyID value geo latitude longitude'),
  url: address(schemaOrg('url')),
  sameAs: address(schemaOrg('sameAs')),
  contentUrl: address(schemaOrg('contentUrl')),
  mainEntityOfPage: address(schemaOrg('mainEntityOfPage')),
  datePublished: time(schemaOrg('datePublished')),
  dateModified: time(schemaOrg('dateModified')),
  canonicalUrl: address('http://www.iana.org/assignments/relation/canonical'),
  ...named(
    ownTerm,
    'slug communityKind sectionKind scope originRegion primaryRegion presentRegion',
  ),
  ...named(ownTerm, 'crossReference relation target bornOutBy quote note'),
  crossReferencesNext: address(ownTerm('crossReferencesNext')),
}

/** The JSON-LD context that every linked answer refers to: it says what each of their names means. */
export const context = {
  '@context': { ...types, ...properties, ...relationTerms },
}
