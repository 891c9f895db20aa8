import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { communitiesTag } from '../../atlas/cache-tags.ts'
import { wantedLocales } from '../../http/locale.ts'
import { requireCommunity } from '../addresses/service.ts'
import { goneAnswer, subcomputedAnswer } from '../answers.ts'
import { answer } from '../cache/answering.ts'
import { PathReference } from '../schema.ts'
import example from './example.json' with { type: 'json' }
import { Graph, GraphQuery } from './schema.ts'
import { findGraph } from './store.ts'

/** The graph of communities as pictures show it. */
export const graphRoutes: FastifyPluginAsyncZod = async (app) => {
  const { pool } = app.database

  app.get(
    '/communities/:community/graph',
    {
      schema: {
        operationId: 'getCommunityGraph',
        tags: ['Cross-references'],
        summary: 'Get the surroundings of a community as a graph',
        description:
          'Nodes and edges for a picture. Cross-references are followed either way, breadth first, within a depth by id; ' +
          'where there are more than 500 communities the picture is cut and says so in `truncated`.',
        params: z.object({ community: PathReference }),
        querystring: GraphQuery,
        response: { ...subcomputedAnswer(Graph, 'The graph.', example), ...goneAnswer },
      },
    },
    async (request, reply) => {
      const { depth, relation: relations } = request.query
      const locales = wantedLocales(request.headers, request.query)
      return answer(request, reply, async () => {
        const { id } = await requireCommunity(pool, request.params.community)
        const graph = await findGraph(pool, id, { depth, relations, locales })
        return { body: graph.body, tags: [communitiesTag], locales: graph.locales }
      })
    },
  )
}
