import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { wantedLocales } from '../../http/locale.ts'
import { listAnswer } from '../answers.ts'
import { sendList } from '../list-answer.ts'
import example from './example.json' with { type: 'json' }
import { SearchParameters, SearchResults } from './schema.ts'
import { rankingInWords, readWish, SearchRun } from './service.ts'

/** Full-text search. */
export const searchRoutes: FastifyPluginAsyncZod = async (app) => {
  const { pool } = app.database

  app.get(
    '/search',
    {
      schema: {
        operationId: 'search',
        tags: ['Search'],
        summary: 'Search communities and sections',
        description: rankingInWords,
        querystring: SearchParameters,
        response: listAnswer(SearchResults, 'A page of what was found, best first.', example),
      },
    },
    (request, reply) => {
      const { query } = request
      const locales = wantedLocales(request.headers, query)
      return sendList(request, reply, query, async () => {
        const run = new SearchRun(pool, await readWish(pool, query, locales))
        return {
          rows: (page) => run.rows(page),
          count: () => run.count(),
          besides: () => run.besides(query.facets),
        }
      })
    },
  )
}
