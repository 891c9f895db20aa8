import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type VocabularyName, vocabularyNames } from '../../atlas/vocabularies/vocabularies.ts'
import { problemResponses } from '../../http/problems.ts'
import { notFound } from '../../problem.ts'
import { constantAnswer, listAnswer } from '../answers.ts'
import { answer } from '../cache/answering.ts'
import { sendList } from '../list-answer.ts'
import { PathReference } from '../schema.ts'
import { vocabularyAnswer, vocabularySummaries } from './answer.ts'
import { VocabulariesQuery, Vocabulary, VocabularyList, VocabularyQuery } from './schema.ts'

const tags = ['vocabularies']

/** The closed lists. They change with a release of the program only. */
export const vocabularyRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/vocabularies',
    {
      schema: {
        operationId: 'listVocabularies',
        tags: ['Vocabularies'],
        summary: 'List the closed lists',
        description: 'The lists from which kinds, roles and relations are taken.',
        querystring: VocabulariesQuery,
        response: listAnswer(VocabularyList, 'A page of vocabularies.', {
          data: vocabularySummaries,
          page: { limit: 20, next: null },
        }),
      },
    },
    (request, reply) =>
      sendList(request, reply, request.query, async () => ({
        rows: async ({ after, limit }) =>
          vocabularySummaries
            .filter(({ id }) => !after || id > String(after[0]))
            .slice(0, limit + 1)
            .map((summary) => ({ body: JSON.stringify(summary), place: [summary.id] })),
        count: async () => vocabularySummaries.length,
        tags,
      })),
  )

  app.get(
    '/vocabularies/:vocabulary',
    {
      schema: {
        operationId: 'getVocabulary',
        tags: ['Vocabularies'],
        summary: 'Get a closed list',
        description: 'All entries in their order, with their equivalents elsewhere.',
        params: z.object({ vocabulary: PathReference }),
        querystring: VocabularyQuery,
        response: {
          ...constantAnswer(Vocabulary, 'The list.', vocabularyAnswer('region-roles')),
          ...problemResponses(404),
        },
      },
    },
    async (request, reply) => {
      const { vocabulary } = request.params
      if (!isVocabulary(vocabulary)) throw notFound('vocabulary', vocabulary)
      const body = JSON.stringify(vocabularyAnswer(vocabulary))
      return answer(request, reply, async () => ({ body, tags }))
    },
  )
}

const isVocabulary = (name: string): name is VocabularyName =>
  (vocabularyNames as readonly string[]).includes(name)
