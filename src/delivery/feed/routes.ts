import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { goneAnswer, listAnswer } from '../answers.ts'
import { changesPath } from './cursor.ts'
import example from './example.json' with { type: 'json' }
import { exportRoute } from './export/route.ts'
import { sendChanges } from './following.ts'
import { ChangePage, ChangesQuery } from './schema.ts'

/** What changes, for those who keep a copy. */
export const feedRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    changesPath,
    {
      schema: {
        operationId: 'listChanges',
        tags: ['Feed'],
        summary: 'Follow what changes',
        description:
          'Every public change in the order in which it became visible, without gaps: whoever keeps `page.next` and goes ' +
          'on from there sees each at least once. An entry says what changed, not how: fetch the resource, or ask for ' +
          '`include=resource`. Filters look at what was so at the time of the change. With `wait`, an empty page comes ' +
          'only when the time is over. 410: the cursor is older than what is kept; start again from `/v1/export`.',
        querystring: ChangesQuery,
        response: {
          ...listAnswer(ChangePage, 'Changes, the oldest first.', example),
          ...goneAnswer,
        },
      },
    },
    (request, reply) => sendChanges(request, reply, request.query),
  )
  await app.register(exportRoute)
}
