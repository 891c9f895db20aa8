import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { readJsonBodies } from '../../http/body-parsers.ts'
import { wantedLocales } from '../../http/locale.ts'
import { problemResponses } from '../../http/problems.ts'
import example from './example.json' with { type: 'json' }
import { readLookedUp } from './references.ts'
import { LookupAnswer, LookupQuery, LookupRequest } from './schema.ts'
import { lookUp } from './store.ts'

const headers = {
  'Cache-Control': {
    type: 'string',
    required: true,
    description: '`no-store`: caches keep no answers to a `POST`.',
  },
  'X-Request-Id': { type: 'string', description: 'Names this exchange in logs and problems.' },
}

/** Finds the communities that somebody else's data names. */
export const lookupRoutes: FastifyPluginAsyncZod = async (app) => {
  readJsonBodies(app)

  app.post(
    '/communities/lookup',
    {
      schema: {
        operationId: 'lookUpCommunities',
        tags: ['Communities'],
        summary: 'Look up many communities at once',
        description:
          'Resolves up to 200 ids, slugs, Wikidata QIDs (of communities with a `same_as` to the item) and canonical URLs ' +
          'in one request. It changes nothing and needs no key; it is a `POST` because so much does not fit into an ' +
          'address. One result for each reference, in the order of the request; a miss says why. Former slugs, and ids ' +
          'of communities that were merged into another, lead to where they lead elsewhere, and `matchedBy` says so.',
        querystring: LookupQuery,
        body: LookupRequest,
        response: {
          200: {
            description: 'What each reference names.',
            headers,
            content: { 'application/json': { schema: LookupAnswer, example } },
          },
          ...problemResponses(413, 415, 422, 429, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const wanted = wantedLocales(request.headers, request.query)
      const references = request.body.references.map(readLookedUp)
      return sendOnce(reply, await lookUp(app.database.pool, references, wanted))
    },
  )
}

/** An answer to a `POST` is for its sender alone to keep. */
function sendOnce(reply: FastifyReply, { body, locales }: { body: string; locales: string[] }) {
  reply.header('Cache-Control', 'no-store')
  if (locales.length > 0) reply.header('Content-Language', locales.join(', '))
  return reply.type('application/json; charset=utf-8').send(Buffer.from(`{"data":${body}}`))
}
