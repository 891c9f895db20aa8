import { z } from 'zod'
import { limits } from '../../atlas/limits.ts'
import { localeParameter } from '../../http/locale.ts'
import { queryOf } from '../../http/query.ts'
import { CommunityReference } from '../schema.ts'

const maxReferences = 200

/** What a community may be called in a list that somebody keeps. */
const LookedUp = z
  .string()
  .min(1)
  .max(limits.urlCharacters)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'has broken characters')

export const LookupRequest = z
  .strictObject({
    references: z.array(LookedUp).min(1).max(maxReferences).meta({
      description: 'Ids, slugs, Wikidata QIDs and canonical URLs, in any mixture.',
    }),
  })
  .meta({
    id: 'LookupRequest',
    examples: [{ references: ['capoeira', 'Q193291', 'https://www.wikidata.org/wiki/Q193291'] }],
  })

const LookupResult = z
  .object({
    query: z.string().meta({ description: 'The reference as it was sent.' }),
    found: z.boolean(),
    matchedBy: z
      .enum(['id', 'slug', 'former_id', 'former_slug', 'wikidata', 'canonical_url'])
      .nullable()
      .meta({
        description:
          'What of the community the reference is. Former ones still lead to it: it was renamed, or another one was ' +
          'merged into it.',
      }),
    reason: z
      .enum(['unknown', 'gone', 'ambiguous', 'malformed'])
      .nullable()
      .meta({
        description:
          'Why there is none. `gone`: it has been withdrawn. `ambiguous`: several communities say so of themselves. ' +
          '`malformed`: it is no id, slug, QID or http(s) URL.',
      }),
    community: CommunityReference.nullable(),
  })
  .meta({ id: 'LookupResult' })

/** One result for each reference, in the order of the request. */
export const LookupAnswer = z.object({ data: z.array(LookupResult) }).meta({ id: 'LookupAnswer' })

export const LookupQuery = queryOf({ ...localeParameter })
