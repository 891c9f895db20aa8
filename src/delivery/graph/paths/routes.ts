import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { communitiesTag } from '../../../atlas/cache-tags.ts'
import { wantedLocales } from '../../../http/locale.ts'
import { computedAnswer } from '../../answers.ts'
import { answer } from '../../cache/answering.ts'
import example from './example.json' with { type: 'json' }
import { maxHops, Path, PathQuery } from './schema.ts'
import { findPath } from './service.ts'

/** Ways through the graph of communities. */
export const pathRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/cross-references/path',
    {
      schema: {
        operationId: 'findPath',
        tags: ['Cross-references'],
        summary: 'Find a shortest path between two communities',
        description:
          `Along at most ${maxHops} cross-references, each walked either way. Of several shortest paths it is always the same ` +
          'one; between two communities with several cross-references it shows the one whose relation comes first in the ' +
          'vocabulary. Where no path is that short the answer is a 200 with `found: false`: both communities are there, and ' +
          'that is what was asked about them. From a community to itself is a path of 0 hops.',
        querystring: PathQuery,
        response: computedAnswer(Path, 'The path, or that there is none.', example),
      },
    },
    async (request, reply) => {
      const { query } = request
      const locales = wantedLocales(request.headers, query)
      return answer(request, reply, async () => {
        const path = await findPath(app.database.pool, query, locales)
        return { body: path.body, tags: [communitiesTag], locales: path.locales }
      })
    },
  )
}
