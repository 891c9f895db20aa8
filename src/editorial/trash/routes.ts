import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { changeProblems, taggedAnswer } from '../../http/editorial-answers.ts'
import { ifMatch } from '../../http/preconditions.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { write } from '../../http/write.ts'
import { CommunityParams, EditorialCommunityItem } from '../drafts/schema.ts'
import { ForceQuery, Withdrawal } from '../publishing/schema.ts'
import { restoreCommunity, trashCommunity } from './commands.ts'

const tags = ['Editing: communities']

/** What goes to the trash, and comes back. */
export const trashRoutes: FastifyPluginAsyncZod = async (app) => {
  const site = { siteUrl: app.config.SITE_URL, now: () => new Date() }

  app.delete(
    '/communities/:community',
    {
      schema: {
        operationId: 'deleteCommunity',
        tags,
        summary: 'Put a community in the trash',
        description:
          'It can be read and restored, but not changed. A published one, which takes the role `editor`, is withdrawn: ' +
          'the public gets a 410. Refused with the list of published profiles that refer to it, unless `force=true`.',
        params: CommunityParams,
        querystring: ForceQuery,
        response: {
          ...taggedAnswer(Withdrawal, 'The draft as it is now, and what broke.'),
          ...problemResponses(403),
          ...changeProblems,
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      const { force } = request.query
      const { community } = request.params
      return write(request, reply, (tx, by) =>
        trashCommunity(tx, by, site, community, precondition, force),
      )
    },
  )

  app.post(
    '/communities/:community/restoration',
    {
      schema: {
        operationId: 'restoreCommunity',
        tags,
        summary: 'Take a community out of the trash',
        description: 'It comes back with the same id, unpublished.',
        params: CommunityParams,
        querystring: queryOf({}),
        response: {
          ...taggedAnswer(EditorialCommunityItem, 'The draft as it is now.'),
          ...changeProblems,
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      return write(request, reply, (tx, by) =>
        restoreCommunity(tx, by, request.params.community, precondition),
      )
    },
  )
}
