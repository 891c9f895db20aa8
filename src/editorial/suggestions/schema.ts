import { z } from 'zod'
import { textFields } from '../../atlas/names/content-texts.ts'
import { regionRoleValues } from '../../atlas/vocabularies/region-roles.ts'
import { type Relation, relations, relationValues } from '../../atlas/vocabularies/relations.ts'
import { changeMessage } from '../../http/editorial-answers.ts'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { Flag, queryOf } from '../../http/query.ts'
import { CommunityParams, statusValues } from '../drafts/schema.ts'

/** The relations that lead to another community. */
const innerRelationValues = relationValues.filter((relation) => !relations[relation].external) as [
  Relation,
]

const SuggestedCommunity = z.object({
  type: z.literal('community'),
  id: z.uuid(),
  slug: z.string(),
  title: z.string(),
  status: z.enum(statusValues),
})

const SuggestedRegion = z.object({
  type: z.literal('region'),
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  role: z.enum(regionRoleValues).meta({
    description: 'The proposed role: `scope` for a scope, `present` for any other region.',
  }),
})

/** A cross-reference or a region that the texts imply and nobody has made yet. */
const Suggestion = z
  .object({
    type: z.literal('suggestion'),
    id: z.string().meta({ description: 'Stays the same for this community and this target.' }),
    kind: z.enum(['cross_reference', 'region']),
    relation: z.enum(innerRelationValues).nullable().meta({
      description: 'The proposed relation, `mentions`: it is what the text does. Null of a region.',
    }),
    target: z.union([SuggestedCommunity, SuggestedRegion]),
    field: z.enum(textFields).meta({ description: 'The text that says the name.' }),
    section: z.string().nullable().meta({ description: 'Slug of the section it is in.' }),
    locale: z.string().meta({ description: 'The language of that text.' }),
    quote: z.string().nullable().meta({ description: 'The sentence, as it stands in that text.' }),
    start: z.int().meta({
      description: 'Where the name begins in the plain text, in UTF-16 code units.',
    }),
    end: z.int(),
    occurrences: z.int().meta({ description: 'How often all texts together say the name.' }),
  })
  .meta({ id: 'Suggestion' })

export const SuggestionList = listOf(Suggestion, 'SuggestionList')

export const SuggestionsQuery = queryOf({
  ...pageParameters,
  rejected: Flag.optional().meta({ description: '`true`: those that were rejected instead.' }),
})

const SuggestionId = z.string().min(1).max(100)

const Decisions = z.strictObject({
  accept: z
    .array(
      z.strictObject({
        id: SuggestionId,
        relation: z.enum(innerRelationValues).optional().meta({
          description: 'Instead of the proposed relation; of suggested cross-references only.',
        }),
        role: z.enum(regionRoleValues).optional().meta({
          description: 'Instead of the proposed role; of suggested regions only.',
        }),
      }),
    )
    .max(100)
    .default([]),
  reject: z.array(SuggestionId).max(100).default([]),
})
export type Decisions = z.infer<typeof Decisions>

/** What to make of suggestions, and which never to make again. */
export const SuggestionDecisions = Decisions.extend(changeMessage).meta({
  id: 'SuggestionDecisions',
})

export const RejectionParams = CommunityParams.extend({ suggestion: SuggestionId })
