import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { context } from '../../atlas/linked-data/context.ts'
import { queryOf } from '../../http/query.ts'
import { constantAnswer } from '../answers.ts'
import { answer } from '../cache/answering.ts'

/** Where the context is served. */
export const contextPath = '/v1/context.jsonld'

const mediaType = 'application/ld+json'
const { 200: ok, ...others } = constantAnswer(z.unknown(), 'The context.', undefined)

const Context = z
  .object({
    '@context': z.record(
      z.string(),
      z.union([z.string(), z.object({ '@id': z.string(), '@type': z.string() })]),
    ),
  })
  .meta({ id: 'LinkedContext' })

/** What the names in answers of JSON-LD mean. It changes with a release of the program only. */
export const contextRoute: FastifyPluginAsyncZod = async (app) => {
  const body = JSON.stringify(context)
  app.get(
    '/context.jsonld',
    {
      config: { forms: { mediaTypes: [mediaType], suffixes: {}, parameter: '' } },
      schema: {
        operationId: 'getLinkedContext',
        tags: ['Vocabularies'],
        summary: 'Get the JSON-LD context',
        description: 'What the names in `application/ld+json` answers mean, as IRIs.',
        querystring: queryOf({}),
        response: {
          200: { ...ok, content: { [mediaType]: { schema: Context, example: context } } },
          ...others,
        },
      },
    },
    async (request, reply) =>
      answer(request, reply, async () => ({ body, mediaType, tags: ['context'] })),
  )
}
