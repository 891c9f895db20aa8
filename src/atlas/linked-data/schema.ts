import { z } from 'zod'
import { relationTerms } from './terms.ts'

const Iri = z
  .string()
  .meta({ description: 'Absolute; of the atlas’s own resources `urn:uuid:` with their id.' })
const Pointer = z.object({ '@id': Iri })
const Types = z.array(z.string())

/** Something that is named but not described here. */
const LinkedNode = z
  .object({
    '@id': Iri,
    '@type': Types.optional(),
    name: z.string().optional(),
    url: z.string().optional(),
    isPartOf: z
      .object({ '@id': Iri, '@type': Types, name: z.string(), url: z.string() })
      .optional(),
  })
  .meta({ id: 'LinkedNode' })
export type LinkedNode = z.infer<typeof LinkedNode>

const LinkedImage = z
  .object({
    '@type': Types,
    contentUrl: z.string(),
    caption: z.string(),
    width: z.int().optional(),
    height: z.int().optional(),
    creditText: z.string().optional(),
    license: z.union([z.string(), Pointer]).optional(),
  })
  .meta({ id: 'LinkedImage' })
export type LinkedImage = z.infer<typeof LinkedImage>

/** A region as a schema.org `Place`; its codes are `identifier`s. */
const LinkedPlace = z
  .object({
    '@id': Iri,
    '@type': Types,
    name: z.string(),
    slug: z.string(),
    identifier: z
      .array(z.object({ '@type': Types, propertyID: z.string(), value: z.string() }))
      .optional(),
    sameAs: z.string().optional(),
    geo: z.object({ '@type': Types, latitude: z.number(), longitude: z.number() }).optional(),
  })
  .meta({ id: 'LinkedPlace' })
export type LinkedPlace = z.infer<typeof LinkedPlace>

const LinkedReference = z
  .object({
    '@id': Iri,
    '@type': Types,
    relation: Pointer,
    target: LinkedNode,
    bornOutBy: Pointer.optional().meta({ description: 'The section that bears it out.' }),
    quote: z.string().optional(),
    note: z.string().optional(),
  })
  .meta({ id: 'LinkedReference' })
export type LinkedReference = z.infer<typeof LinkedReference>

/** A chapter inside its profile. */
const LinkedPart = z
  .object({
    '@id': Iri,
    '@type': Types,
    headline: z.string(),
    slug: z.string(),
    sectionKind: LinkedNode,
    position: z.int(),
    inLanguage: z.string(),
    articleBody: z.string().meta({ description: 'Plain text.' }),
    wordCount: z.int(),
    timeRequired: z.string().meta({ description: 'ISO 8601 duration.' }),
    url: z.string(),
    image: z.array(LinkedImage).optional(),
  })
  .meta({ id: 'LinkedPart' })
export type LinkedPart = z.infer<typeof LinkedPart>

const relationProperties = Object.fromEntries(
  Object.keys(relationTerms).map((term) => [term, z.array(Pointer).optional()]),
)

/** The community itself: a schema.org `DefinedTerm` and a SKOS `Concept`. */
const LinkedCommunity = z
  .object({
    '@id': Iri,
    '@type': Types,
    name: z.string(),
    description: z.string().optional(),
    alternateName: z.array(z.string()).optional(),
    termCode: z.string(),
    url: z.string(),
    communityKind: LinkedNode,
    originRegion: z.array(Pointer).optional(),
    primaryRegion: z.array(Pointer).optional(),
    presentRegion: z.array(Pointer).optional(),
    scope: z.array(LinkedNode).optional(),
    ...relationProperties,
    crossReference: z.array(LinkedReference).optional(),
    crossReferencesNext: z.string().optional(),
  })
  .meta({ id: 'LinkedCommunity' })

const contextAddress = z
  .string()
  .meta({ description: 'Where the meaning of every name here stands; relative to this address.' })

/** A profile in JSON-LD: a schema.org `Article` about the community. */
export const LinkedProfile = z
  .object({
    '@context': contextAddress,
    '@id': Iri,
    '@type': Types,
    headline: z.string(),
    abstract: z.string().optional(),
    inLanguage: z.string(),
    keywords: z.array(z.string()).optional(),
    url: z.string(),
    mainEntityOfPage: z.string(),
    canonicalUrl: z.string().optional(),
    about: LinkedCommunity,
    spatialCoverage: z.array(LinkedPlace).optional(),
    image: z.array(LinkedImage).optional(),
    hasPart: z.array(LinkedPart),
    wordCount: z.int(),
    version: z.int(),
    datePublished: z.string(),
    dateModified: z.string(),
    license: z.union([z.string(), Pointer]).optional(),
    creditText: z.string().optional(),
  })
  .meta({ id: 'LinkedProfile' })
export type LinkedProfile = z.infer<typeof LinkedProfile>

/** A chapter in JSON-LD, with the profile that it is a part of. */
export const LinkedSection = LinkedPart.extend({
  '@context': contextAddress,
  isPartOf: LinkedNode,
}).meta({ id: 'LinkedSection' })
export type LinkedSection = z.infer<typeof LinkedSection>
