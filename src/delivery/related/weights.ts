import { canonicalRelationValues, type Relation } from '../../atlas/vocabularies/relations.ts'

type Linking = Exclude<Relation, 'same_as' | 'close_match' | 'source'>

/** How much a cross-reference says about kinship, by its canonical relation. */
const byRelation: Partial<Record<Linking, number>> = {
  part_of: 1,
  subculture_of: 1,
  derived_from: 0.9,
  overlaps_with: 0.9,
  preceded_by: 0.8,
  influenced_by: 0.7,
  related_to: 0.6,
  contrasts_with: 0.5,
  see_also: 0.5,
  distinct_from: 0.3,
  mentions: 0.3,
}

/** The weights as a JSON parameter. */
export const relationWeights: string = JSON.stringify(byRelation)

/** The factors by which the other reasons count. */
export const factors = { path: 0.5, region: 0.5, tag: 0.4 } as const

/** How far a ranking looks. Hubs and huge regions take no longer than these allow. */
export const reach = {
  /** Cross-references of the community itself, each way. */
  links: 2000,
  /** Direct neighbours, strongest first, that paths lead through. */
  middles: 40,
  /** Cross-references of each of those, each way. */
  linksOfMiddle: 50,
  /** Paths that count for one neighbour. */
  paths: 5,
  /** Regions and tags, rarest first. */
  rarest: 8,
  /** Communities of each region and tag that come into question, by id. */
  candidates: 200,
  /** How far the communities of a region or tag are counted. */
  counted: 1000,
} as const

const weightsInWords = canonicalRelationValues
  .flatMap((relation) => {
    const weight = relation in byRelation ? byRelation[relation as Linking] : undefined
    return weight === undefined ? [] : `\`${relation}\` ${weight}`
  })
  .join(', ')

/** The ranking as the contract explains it. */
export const rankingInWords =
  'Communities that have the most to do with this one, best first, each with the reasons. `score` is the sum of the ' +
  'weights of its reasons; equal scores are ordered by id. There are four kinds of reasons.\n\n' +
  `- \`cross_reference\`: one leads from one to the other. It weighs by its relation, whichever way it is read: ${weightsInWords}.\n` +
  '- `path`: cross-references lead from one to the other through a third community. The product of their weights, ' +
  `times ${factors.path}, divided by 1 + ln(number of the third one’s cross-references). The ${reach.paths} strongest paths count.\n` +
  `- \`shared_region\`: both name the region. ${factors.region} / (1 + ln(number of communities that name it)).\n` +
  `- \`shared_tag\`: both bear the tag. ${factors.tag} / (1 + ln(number of communities that bear it)).\n\n` +
  `The work is bounded: paths lead through the ${reach.middles} strongest direct neighbours and at most ${reach.linksOfMiddle} ` +
  `cross-references of each, each way; the ${reach.rarest} rarest regions and tags count; of each, the first ` +
  `${reach.candidates} communities by id come into question, but none of a tag that ${reach.counted} or more bear; counts end at ${reach.counted}.`
