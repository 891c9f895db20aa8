import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { bodyProblems, changeProblems, taggedAnswer } from '../../http/editorial-answers.ts'
import { ifMatch } from '../../http/preconditions.ts'
import { queryOf } from '../../http/query.ts'
import { write } from '../../http/write.ts'
import { CommunityParams } from '../drafts/schema.ts'
import { publishCommunity, withdrawCommunity } from './commands.ts'
import { ForceQuery, Publication, PublicationOrder, Withdrawal } from './schema.ts'

const tags = ['Editing: workflow']

/** What makes a community public, and takes it back. */
export const publicationRoutes: FastifyPluginAsyncZod = async (app) => {
  const site = { siteUrl: app.config.SITE_URL, now: () => new Date() }

  app.post(
    '/communities/:community/publication',
    {
      schema: {
        operationId: 'publishCommunity',
        tags,
        summary: 'Publish a revision',
        description: 'Shows the newest revision, or a named one, to the public, all in one moment.',
        params: CommunityParams,
        querystring: queryOf({}),
        body: PublicationOrder,
        response: {
          ...taggedAnswer(Publication, 'What the public sees now.'),
          ...changeProblems,
          ...bodyProblems,
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      const { revision } = request.body
      return write(request, reply, (tx, by) =>
        publishCommunity(tx, by, site, request.params.community, precondition, revision),
      )
    },
  )

  app.delete(
    '/communities/:community/publication',
    {
      schema: {
        operationId: 'withdrawCommunity',
        tags,
        summary: 'Withdraw a community',
        description:
          'The public gets a 410 from now on. The draft and its revisions stay. Refused with the list of published ' +
          'profiles that refer to it, unless `force=true`.',
        params: CommunityParams,
        querystring: ForceQuery,
        response: {
          ...taggedAnswer(Withdrawal, 'The draft as it is now, and what broke.'),
          ...changeProblems,
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      const { force } = request.query
      return write(request, reply, (tx, by) =>
        withdrawCommunity(tx, by, site, request.params.community, precondition, force),
      )
    },
  )
}
