import { z } from 'zod'
import { communityKindValues } from '../../atlas/vocabularies/community-kinds.ts'
import { relationValues } from '../../atlas/vocabularies/relations.ts'
import { localeParameter } from '../../http/locale.ts'
import { listOf } from '../../http/pagination.ts'
import { queryOf, wholeNumber } from '../../http/query.ts'
import { CommunityReference, Id, RegionReference } from '../schema.ts'

const Weight = z.number().meta({ description: 'What the reason adds to `score`.' })

/** A relation as read from the end of the community that the step starts at. */
const Step = z
  .object({ relation: z.enum(relationValues), label: z.string() })
  .meta({ id: 'PathStep' })

const LinkReason = z
  .object({
    kind: z.literal('cross_reference'),
    weight: Weight,
    id: Id.meta({ description: 'Of the cross-reference.' }),
    relation: z.enum(relationValues).meta({ description: 'Read from the end of this community.' }),
    label: z.string(),
  })
  .meta({ id: 'CrossReferenceReason' })

const PathReason = z
  .object({
    kind: z.literal('path'),
    weight: Weight,
    via: CommunityReference,
    steps: z.array(Step).meta({ description: 'From this community to `via`, and on from there.' }),
  })
  .meta({ id: 'PathReason' })

const RegionReason = z
  .object({ kind: z.literal('shared_region'), weight: Weight, region: RegionReference })
  .meta({ id: 'SharedRegionReason' })

const TagReason = z
  .object({ kind: z.literal('shared_tag'), weight: Weight, tag: z.string() })
  .meta({ id: 'SharedTagReason' })

/** A neighbour of a community, and why it is one. */
const RelatedCommunity = CommunityReference.extend({
  kind: z.enum(communityKindValues),
  tagline: z.string().nullable(),
  score: z.number().meta({ description: 'The sum of the weights of its reasons.' }),
  reasons: z
    .array(z.discriminatedUnion('kind', [LinkReason, PathReason, RegionReason, TagReason]))
    .meta({ description: 'Heaviest first.' }),
}).meta({ id: 'RelatedCommunity' })

/** There is only one page: a ranking is not for reading to its end. */
export const RelatedList = listOf(RelatedCommunity, 'RelatedList')

export const RelatedQuery = queryOf({
  limit: wholeNumber(z.int().min(1).max(50).default(10)).meta({
    description: 'How many to answer with at most.',
  }),
  ...localeParameter,
})
