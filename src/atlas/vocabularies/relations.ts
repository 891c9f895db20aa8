import { type Entry, prov, schemaOrg, skos, valuesOf } from './entry.ts'

export interface RelationEntry extends Entry {
  /** The same fact seen from the other end; a symmetric relation is its own inverse; external ones have none. */
  inverse: string | null
  /** True for relations whose target is a URI outside the atlas. */
  external: boolean
}

/** How one end of a cross-reference relates to the other. In a pair, the first named is the canonical one. */
export const relations = {
  part_of: {
    label: 'part of',
    description: 'The community is a part of the other.',
    inverse: 'has_part',
    external: false,
    equivalents: [schemaOrg('isPartOf'), skos('broader')],
  },
  has_part: {
    label: 'has part',
    description: 'The other community is a part of this one.',
    inverse: 'part_of',
    external: false,
    equivalents: [schemaOrg('hasPart'), skos('narrower')],
  },
  subculture_of: {
    label: 'subculture of',
    description: 'The community is a subculture within the other.',
    inverse: 'has_subculture',
    external: false,
    equivalents: [skos('broader')],
  },
  has_subculture: {
    label: 'has subculture',
    description: 'The other community is a subculture within this one.',
    inverse: 'subculture_of',
    external: false,
    equivalents: [skos('narrower')],
  },
  derived_from: {
    label: 'derived from',
    description: 'The community grew out of the other.',
    inverse: 'gave_rise_to',
    external: false,
    equivalents: [schemaOrg('isBasedOn'), prov('wasDerivedFrom')],
  },
  gave_rise_to: {
    label: 'gave rise to',
    description: 'The other community grew out of this one.',
    inverse: 'derived_from',
    external: false,
  },
  influenced_by: {
    label: 'influenced by',
    description: 'The community took ideas or practices from the other.',
    inverse: 'influenced',
    external: false,
    equivalents: [prov('wasInfluencedBy')],
  },
  influenced: {
    label: 'influenced',
    description: 'The other community took ideas or practices from this one.',
    inverse: 'influenced_by',
    external: false,
    equivalents: [prov('influenced')],
  },
  preceded_by: {
    label: 'preceded by',
    description: 'The other community came before this one in the same place or role.',
    inverse: 'succeeded_by',
    external: false,
  },
  succeeded_by: {
    label: 'succeeded by',
    description: 'The other community came after this one in the same place or role.',
    inverse: 'preceded_by',
    external: false,
  },
  mentions: {
    label: 'mentions',
    description: 'The text speaks of the other community.',
    inverse: 'mentioned_in',
    external: false,
    equivalents: [schemaOrg('mentions')],
  },
  mentioned_in: {
    label: 'mentioned in',
    description: 'The other community’s text speaks of this one.',
    inverse: 'mentions',
    external: false,
    equivalents: [schemaOrg('subjectOf')],
  },
  see_also: {
    label: 'see also',
    description: 'Readers of this profile may want to read the other.',
    inverse: 'referenced_from',
    external: false,
    equivalents: ['http://www.w3.org/2000/01/rdf-schema#seeAlso'],
  },
  referenced_from: {
    label: 'referenced from',
    description: 'The other profile sends its readers here.',
    inverse: 'see_also',
    external: false,
  },
  overlaps_with: {
    label: 'overlaps with',
    description: 'The two communities share members or practices.',
    inverse: 'overlaps_with',
    external: false,
    equivalents: [skos('related')],
  },
  contrasts_with: {
    label: 'contrasts with',
    description: 'The two communities are instructive to compare for their differences.',
    inverse: 'contrasts_with',
    external: false,
  },
  distinct_from: {
    label: 'distinct from',
    description: 'The two communities are easily confused and are not the same.',
    inverse: 'distinct_from',
    external: false,
    equivalents: ['http://www.w3.org/2002/07/owl#differentFrom'],
  },
  related_to: {
    label: 'related to',
    description: 'The two communities have something to do with each other.',
    inverse: 'related_to',
    external: false,
    equivalents: [skos('related')],
  },
  same_as: {
    label: 'same as',
    description: 'A page elsewhere that is about this very community.',
    inverse: null,
    external: true,
    equivalents: [schemaOrg('sameAs'), skos('exactMatch')],
  },
  close_match: {
    label: 'close match',
    description: 'A concept elsewhere that is nearly the same.',
    inverse: null,
    external: true,
    equivalents: [skos('closeMatch')],
  },
  source: {
    label: 'source',
    description: 'A work elsewhere that the profile rests on.',
    inverse: null,
    external: true,
    equivalents: [schemaOrg('citation'), 'http://purl.org/dc/terms/source'],
  },
} as const satisfies Record<string, RelationEntry>

export type Relation = keyof typeof relations
export const relationValues = valuesOf(relations)

/** Relations whose graph must stay free of cycles. */
export const hierarchicalRelations: readonly Relation[] = ['part_of', 'subculture_of']

/** The member of a relation pair under which a public edge is stored, and whether its ends swap on the way there. */
export function canonicalRelation(relation: Relation): { relation: Relation; swapped: boolean } {
  const { inverse } = relations[relation]
  if (inverse === null || relationValues.indexOf(relation) <= relationValues.indexOf(inverse)) {
    return { relation, swapped: false }
  }
  return { relation: inverse, swapped: true }
}

export const isSymmetric = (relation: Relation): boolean => relations[relation].inverse === relation

/** The relations under which public edges are stored. */
export const canonicalRelationValues = relationValues.filter(
  (relation) => canonicalRelation(relation).relation === relation,
) as [Relation]

export const symmetricRelations: readonly Relation[] = relationValues.filter(isSymmetric)
