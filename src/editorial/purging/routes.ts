import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { bodyProblems, privateAnswer } from '../../http/editorial-answers.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { write } from '../../http/write.ts'
import { Revision, RevisionParams } from '../revisions/schema.ts'
import { purgePerson, purgeRevision } from './commands.ts'
import { PersonPurge, PurgeReport } from './schema.ts'

const tags = ['Editing: history']

/** What the law demands to be forgotten. Nothing brings it back. */
export const purgeRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/communities/:community/revisions/:revision/purge',
    {
      schema: {
        operationId: 'purgeRevision',
        tags,
        summary: 'Purge a revision',
        description:
          'Takes its content and message away, for good; its number, author and time stay, and so does a row of the ' +
          'audit. Answers kept for repeated requests about this community are forgotten. Refused for the newest, the ' +
          'published and a scheduled revision.',
        params: RevisionParams,
        querystring: queryOf({}),
        response: {
          ...privateAnswer(Revision, 'What is left of it.'),
          ...problemResponses(404, 409),
        },
      },
    },
    (request, reply) => {
      const { community, revision } = request.params
      return write(request, reply, (tx, by) => purgeRevision(tx, by, community, revision))
    },
  )

  app.post(
    '/purges',
    {
      schema: {
        operationId: 'purgePerson',
        tags,
        summary: 'Purge a person’s name',
        description:
          'Puts another name in its place wherever the atlas keeps who did what: revisions, drafts, reviews, ' +
          'schedules, preview links, rejections, keys, webhooks and the audit; also in change messages and review comments. ' +
          'Answers kept for repeated requests in which it stands are forgotten, so such a request would be done again. ' +
          'What communities themselves say of somebody is content: edit it, publish, and purge the old revisions. ' +
          'Keys of that name must be revoked first.',
        querystring: queryOf({}),
        body: PersonPurge,
        response: {
          ...privateAnswer(PurgeReport, 'What was changed. The name itself is not in it.'),
          ...problemResponses(409),
          ...bodyProblems,
        },
      },
    },
    (request, reply) => write(request, reply, (tx, by) => purgePerson(tx, by, request.body)),
  )
}
