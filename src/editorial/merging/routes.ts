import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import {
  bodyProblems,
  changeMessage,
  changeProblems,
  taggedAnswer,
} from '../../http/editorial-answers.ts'
import { ifMatch } from '../../http/preconditions.ts'
import { queryOf } from '../../http/query.ts'
import { write } from '../../http/write.ts'
import { CommunityParams } from '../drafts/schema.ts'
import { mergeCommunity } from './commands.ts'
import { Merge, MergeOrder } from './schema.ts'

/** What makes one community of two. */
export const mergingRoutes: FastifyPluginAsyncZod = async (app) => {
  const site = { siteUrl: app.config.SITE_URL, now: () => new Date() }

  app.post(
    '/communities/:community/merge',
    {
      schema: {
        operationId: 'mergeCommunity',
        tags: ['Editing: communities'],
        summary: 'Join a community into another one',
        description:
          'For two profiles of the same community. `If-Match` is that of the one which goes: its addresses lead to the ' +
          'other one from now on, which takes over its cross-references and, as aliases, its names. Its own texts stay ' +
          'in its revisions, in the trash. Where both are published the public sees this at once; what the public has ' +
          'not seen before waits for the next publication.',
        params: CommunityParams,
        querystring: queryOf({}),
        body: MergeOrder.extend(changeMessage),
        response: {
          ...taggedAnswer(Merge, 'The community that stays, as it is now.'),
          ...changeProblems,
          ...bodyProblems,
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      const { community } = request.params
      const { into } = request.body
      return write(request, reply, (tx, by) =>
        mergeCommunity(tx, by, site, community, precondition, into),
      )
    },
  )
}
