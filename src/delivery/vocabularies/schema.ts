import { z } from 'zod'
import { vocabularyNames } from '../../atlas/vocabularies/vocabularies.ts'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { queryOf } from '../../http/query.ts'

const shared = {
  type: z.literal('vocabulary'),
  id: z.enum(vocabularyNames),
  label: z.string(),
}

/** A closed list by its name. */
const VocabularySummary = z
  .object({ ...shared, entryCount: z.int() })
  .meta({ id: 'VocabularySummary' })

export const VocabularyList = listOf(VocabularySummary, 'VocabularyList')

/** A closed list with all its entries, in their order. */
export const Vocabulary = z
  .object({
    ...shared,
    entries: z.array(
      z.object({
        value: z
          .string()
          .meta({ description: 'What travels on the wire; never changes its meaning.' }),
        label: z.string(),
        description: z.string(),
        equivalents: z.array(z.url()).meta({
          description: 'The same concept in SKOS, schema.org, PROV, Dublin Core or Wikidata.',
        }),
        inverse: z.string().nullable().optional().meta({
          description: 'Of a relation: the same fact from the other end.',
        }),
        external: z.boolean().optional().meta({
          description: 'Of a relation: whether its target lies outside the atlas.',
        }),
      }),
    ),
  })
  .meta({ id: 'Vocabulary' })
export type Vocabulary = z.infer<typeof Vocabulary>

export const VocabularyQuery = queryOf({})
export const VocabulariesQuery = queryOf({ ...pageParameters })
