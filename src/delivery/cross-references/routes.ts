import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { communityTag } from '../../atlas/cache-tags.ts'
import { wantedLocales } from '../../http/locale.ts'
import { requireCommunity } from '../addresses/service.ts'
import { goneAnswer, listAnswer, sublistAnswer } from '../answers.ts'
import { sendList } from '../list-answer.ts'
import { PathReference } from '../schema.ts'
import { crossReferencesPath } from './address.ts'
import edgesExample from './edges-example.json' with { type: 'json' }
import example from './example.json' with { type: 'json' }
import { CrossReferenceList, CrossReferencesQuery, EdgeList, EdgesQuery } from './schema.ts'
import { readEdgeFilter } from './service.ts'
import { countEdges, countReferences, listEdges, listReferences } from './store.ts'

/** Cross-references of one community, and the edges of the whole graph. */
export const crossReferenceRoutes: FastifyPluginAsyncZod = async (app) => {
  const { pool } = app.database

  app.get(
    crossReferencesPath,
    {
      schema: {
        operationId: 'listCommunityCrossReferences',
        tags: ['Cross-references'],
        summary: 'List the cross-references of a community',
        description:
          'Both ways, read from the community’s end; its own come first, as it lists them.',
        params: z.object({ community: PathReference }),
        querystring: CrossReferencesQuery,
        response: {
          ...sublistAnswer(CrossReferenceList, 'A page of cross-references.', example),
          ...goneAnswer,
        },
      },
    },
    async (request, reply) => {
      const { query, params } = request
      const locales = wantedLocales(request.headers, query)
      const filter = { directions: query.direction, relations: query.relation }
      return sendList(request, reply, query, async () => {
        const { id } = await requireCommunity(pool, params.community)
        return {
          rows: (page) => listReferences(pool, id, filter, { locales, ...page }),
          count: () => countReferences(pool, id, filter),
          tags: [communityTag(id)],
          of: id,
        }
      })
    },
  )

  app.get(
    '/cross-references',
    {
      schema: {
        operationId: 'listCrossReferences',
        tags: ['Cross-references'],
        summary: 'List the edges of the graph',
        description: 'Every public cross-reference once, in its canonical direction.',
        querystring: EdgesQuery,
        response: listAnswer(EdgeList, 'A page of edges.', edgesExample),
      },
    },
    async (request, reply) => {
      const { query } = request
      const locales = wantedLocales(request.headers, query)
      return sendList(request, reply, query, async () => {
        const filter = await readEdgeFilter(pool, query)
        return {
          rows: (page) => listEdges(pool, filter, { locales, ...page }),
          count: () => countEdges(pool, filter),
        }
      })
    },
  )
}
