import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { communitiesTag, regionNameTag } from '../../atlas/cache-tags.ts'
import { wantedLocales } from '../../http/locale.ts'
import { requireCommunity } from '../addresses/service.ts'
import { goneAnswer, sublistAnswer } from '../answers.ts'
import { answer } from '../cache/answering.ts'
import { PathReference } from '../schema.ts'
import example from './example.json' with { type: 'json' }
import { RelatedList, RelatedQuery } from './schema.ts'
import { listRelated } from './store.ts'
import { rankingInWords } from './weights.ts'

/** What to read after a profile. */
export const relatedRoutes: FastifyPluginAsyncZod = async (app) => {
  const { pool } = app.database

  app.get(
    '/communities/:community/related',
    {
      schema: {
        operationId: 'listRelatedCommunities',
        tags: ['Communities'],
        summary: 'List related communities',
        description: rankingInWords,
        params: z.object({ community: PathReference }),
        querystring: RelatedQuery,
        response: { ...sublistAnswer(RelatedList, 'The ranking.', example), ...goneAnswer },
      },
    },
    async (request, reply) => {
      const { limit } = request.query
      const locales = wantedLocales(request.headers, request.query)
      return answer(request, reply, async () => {
        const { id } = await requireCommunity(pool, request.params.community)
        const rows = await listRelated(pool, id, { locales, limit })
        const regionIds = new Set(rows.flatMap((row) => row.regionIds))
        return {
          body: `{"data":[${rows.map(({ body }) => body).join(',')}],"page":${JSON.stringify({ limit, next: null })}}`,
          tags: [communitiesTag, ...[...regionIds].map(regionNameTag)],
          locales: [...new Set(rows.map(({ locale }) => locale))],
        }
      })
    },
  )
}
