import { z } from 'zod'
import { communityKindValues } from '../../atlas/vocabularies/community-kinds.ts'
import { localeParameter } from '../../http/locale.ts'
import { listOf } from '../../http/pagination.ts'
import { manyOf, oneOf, queryOf, wholeNumber } from '../../http/query.ts'
import { CommunityReference, LocaleText, RegionReference } from '../schema.ts'

const match = z.object({ text: z.string(), locale: LocaleText }).meta({
  id: 'SuggestionMatch',
  description: 'The name that fits what was typed, and its language.',
})

const SuggestedCommunity = CommunityReference.extend({
  kind: z.enum(communityKindValues),
  match,
}).meta({ id: 'SuggestedCommunity' })

const SuggestedRegion = RegionReference.extend({ match }).meta({ id: 'SuggestedRegion' })

/** There is only one page: whoever wants more types on. */
export const TypeAheadList = listOf(
  z.discriminatedUnion('type', [SuggestedCommunity, SuggestedRegion]),
  'TypeAheadList',
)

export const SuggestQuery = queryOf({
  q: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .meta({
      description: 'What was typed so far: the beginning of a name or of a word in it.',
      examples: ['northern so'],
    }),
  type: manyOf(oneOf(['community', 'region']), { max: 2 }).optional(),
  limit: wholeNumber(z.int().min(1).max(50).default(10)).meta({
    description: 'How many to answer with at most.',
  }),
  ...localeParameter,
})
