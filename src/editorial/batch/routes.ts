import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { callerOf } from '../../http/caller.ts'
import { bodyProblems, changeMessage, privateAnswer } from '../../http/editorial-answers.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { write } from '../../http/write.ts'
import { runBatch } from './commands.ts'
import { beyondRole } from './problems.ts'
import { BatchOrder, BatchResults } from './schema.ts'

/** Many changes at once, all or none. */
export const batchRoutes: FastifyPluginAsyncZod = async (app) => {
  const site = { siteUrl: app.config.SITE_URL, now: () => new Date() }

  app.post(
    '/batch',
    {
      schema: {
        operationId: 'runBatch',
        tags: ['Editing: many at once'],
        summary: 'Do up to 100 operations, all or none',
        description:
          'Each operation is named by the `operationId` of the route that does the same and sees what the earlier ones ' +
          'did. All is one transaction: where one is refused, nothing happens, and the pointers of `errors` begin with ' +
          'its place, as in `/operations/3/body/title`.',
        querystring: queryOf({}),
        body: BatchOrder.extend(changeMessage),
        response: {
          ...privateAnswer(BatchResults, 'What each operation answered, in their order.'),
          ...problemResponses(403, 404, 409, 412),
          ...bodyProblems,
        },
      },
    },
    async (request, reply) => {
      const { operations } = request.body
      const refusal = beyondRole(callerOf(request).role, operations)
      if (refusal) throw refusal
      return write(request, reply, (tx, by) => runBatch({ tx, by, site }, operations))
    },
  )
}
