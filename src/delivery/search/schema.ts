import { z } from 'zod'
import { communityKindValues } from '../../atlas/vocabularies/community-kinds.ts'
import { sectionKindValues } from '../../atlas/vocabularies/section-kinds.ts'
import { localeParameter } from '../../http/locale.ts'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { manyOf, oneOf, queryOf } from '../../http/query.ts'
import { Facets, facetsParameter } from '../facets/schema.ts'
import {
  availableLocales,
  communityParameters,
  regionParameter,
  sectionKinds,
} from '../filter-parameters.ts'
import { CommunityReference, Id, LocaleText, SlugText } from '../schema.ts'

/** So many matches are ranked, in each language that texts are stemmed in; what is beyond them is only counted. */
export const MAX_RANKED = 700

const Highlight = z
  .object({
    field: z.enum(['title', 'alias', 'tagline', 'heading', 'text']).meta({
      description: '`text`: the body as plain text (`bodyFormat=text`).',
    }),
    locale: LocaleText,
    text: z.string().meta({ description: 'The field, or of a long one the best part.' }),
    offset: z.int().meta({ description: 'Where `text` begins in the field.' }),
    ranges: z
      .array(z.object({ start: z.int(), end: z.int() }))
      .meta({ description: 'The words found, in `text`. Offsets count UTF-16 code units.' }),
    html: z.string().meta({ description: '`text` as HTML, the words found in `<mark>`.' }),
  })
  .meta({ id: 'Highlight' })
export type Highlight = z.infer<typeof Highlight>

const found = {
  score: z.number().meta({ description: 'Only its order means something.' }),
  highlights: z.array(Highlight),
}

const FoundCommunity = z
  .object({
    type: z.literal('community'),
    id: Id,
    slug: SlugText,
    kind: z.enum(communityKindValues),
    title: z.string(),
    tagline: z.string().nullable(),
    locale: LocaleText,
    ...found,
  })
  .meta({ id: 'FoundCommunity' })

const FoundSection = z
  .object({
    type: z.literal('section'),
    id: Id,
    slug: SlugText,
    kind: z.enum(sectionKindValues),
    heading: z.string(),
    locale: LocaleText,
    community: CommunityReference,
    ...found,
  })
  .meta({ id: 'FoundSection' })

/** What was found, best first. */
export const SearchResults = listOf(
  z.discriminatedUnion('type', [FoundCommunity, FoundSection]),
  'SearchResults',
  {
    didYouMean: z.string().optional().meta({
      description: 'Nothing was found for `q`; this was searched for instead.',
    }),
    truncated: z.boolean().meta({
      description: `More than ${MAX_RANKED} match: only so many were ranked, those with the words in their names first.`,
    }),
    facets: Facets.optional(),
  },
)

export const SearchParameters = queryOf({
  q: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .meta({
      description: 'Words that must all stand; `"a phrase"`, `OR`, `-without`.',
      examples: ['"bear ceremony" OR festival'],
    }),
  type: manyOf(oneOf(['community', 'section']), { max: 2 }).optional(),
  ...regionParameter,
  ...communityParameters,
  section: sectionKinds.meta({
    description: 'Sections of this kind, and communities that have one.',
  }),
  availableIn: availableLocales.meta({ description: 'With a text in this locale.' }),
  ...facetsParameter,
  ...localeParameter,
  ...pageParameters,
})
export type SearchParameters = z.infer<typeof SearchParameters>
