import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { callerOf } from '../../http/caller.ts'
import { changeProblems, privateAnswer, taggedAnswer } from '../../http/editorial-answers.ts'
import { ifMatch } from '../../http/preconditions.ts'
import { privatePage } from '../../http/private-list.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { write } from '../../http/write.ts'
import { badRequest } from '../../problem.ts'
import { CommunityParams, EditorialCommunity } from '../drafts/schema.ts'
import { getDraft } from '../drafts/service.ts'
import { restoreRevision } from './commands.ts'
import { revisionBody, revisionWithContent } from './representation.ts'
import {
  DiffQuery,
  RevisionDifference,
  RevisionList,
  RevisionParams,
  RevisionsQuery,
  RevisionWithContent,
} from './schema.ts'
import { countRevisions, diffRevisions, getRevision, listRevisions } from './service.ts'

const tags = ['Editing: history']

/** Every state that a community was ever in, what differs between them, and the way back. */
export const revisionRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(listing)
  await app.register(reading)
  await app.register(difference)
  await app.register(restoration)
}

const listing: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.get(
    '/communities/:community/revisions',
    {
      schema: {
        operationId: 'listRevisions',
        tags,
        summary: 'List the revisions of a community',
        description: 'Who changed what, when and why; the newest first.',
        params: CommunityParams,
        querystring: RevisionsQuery,
        response: {
          ...privateAnswer(RevisionList, 'A page of revisions.'),
          ...problemResponses(404),
        },
      },
    },
    async (request, reply) => {
      const draft = await getDraft(prisma, request.params.community, callerOf(request))
      const { rows, page } = await privatePage(request, reply, {
        of: draft.id,
        rows: (after, limit) => listRevisions(prisma, draft.id, after, limit),
        count: () => countRevisions(prisma, draft.id),
        placeOf: ({ number }) => [number],
      })
      return { data: rows.map((row) => revisionBody(draft, row)), page }
    },
  )
}

const reading: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.get(
    '/communities/:community/revisions/:revision',
    {
      schema: {
        operationId: 'getRevision',
        tags,
        summary: 'Get one revision of a community',
        description: 'Its content as it was, with who made it, when and why.',
        params: RevisionParams,
        querystring: queryOf({}),
        response: {
          ...privateAnswer(RevisionWithContent, 'The revision.'),
          ...problemResponses(404, 410),
        },
      },
    },
    async (request) => {
      const { community, revision } = request.params
      const draft = await getDraft(prisma, community, callerOf(request))
      return revisionWithContent(draft, await getRevision(prisma, draft, revision))
    },
  )
}

const difference: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.get(
    '/communities/:community/revisions/:revision/diff',
    {
      schema: {
        operationId: 'diffRevisions',
        tags,
        summary: 'See what differs between two revisions',
        description:
          'From the revision `from`, or the one before, to this one: fields as JSON Patch, texts word by word, by ' +
          'section and language. The first one has none before it: name another one to compare it with.',
        params: RevisionParams,
        querystring: DiffQuery,
        response: {
          ...privateAnswer(RevisionDifference, 'What differs.'),
          ...problemResponses(404, 410),
        },
      },
    },
    async (request) => {
      const { community, revision: to } = request.params
      const draft = await getDraft(prisma, community, callerOf(request))
      const from = request.query.from ?? precedingOf(to)
      return { from, to, ...(await diffRevisions(prisma, draft, from, to)) }
    },
  )
}

function precedingOf(number: number): number {
  if (number > 1) return number - 1
  const detail = 'There is none before the first revision: name the one to compare it with.'
  throw badRequest([{ parameter: 'from', code: 'required', detail }])
}

const restoration: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/communities/:community/revisions/:revision/restoration',
    {
      schema: {
        operationId: 'restoreRevision',
        tags,
        summary: 'Go back to a revision',
        description:
          'Its content becomes a new revision; none is lost. Where the header `X-Change-Message` says nothing, the ' +
          'message is “Restored revision” and the number.',
        params: RevisionParams,
        querystring: queryOf({}),
        response: {
          ...taggedAnswer(EditorialCommunity, 'The draft as it is now.'),
          ...changeProblems,
          ...problemResponses(410, 422),
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      const { community, revision } = request.params
      return write(request, reply, (tx, by) =>
        restoreRevision(tx, by, community, revision, precondition),
      )
    },
  )
}
