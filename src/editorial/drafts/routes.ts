import type { FastifyPluginAsync } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { CommunityDraft, CommunityPatch } from '../../atlas/editing/content-patch.ts'
import { callerOf } from '../../http/caller.ts'
import {
  bodyProblems,
  changeMessage,
  changeProblems,
  createdAnswer,
  privateAnswer,
  taggedAnswer,
} from '../../http/editorial-answers.ts'
import { ifMatch } from '../../http/preconditions.ts'
import { privatePage } from '../../http/private-list.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { write } from '../../http/write.ts'
import { resolveRegionFilter } from '../regions/service.ts'
import { createCommunity, updateCommunity } from './commands.ts'
import { communityBody, itemBody } from './representation.ts'
import {
  CommunityParams,
  DraftsQuery,
  EditorialCommunity,
  EditorialCommunityList,
} from './schema.ts'
import { countDrafts, draftTag, getContent, getDraft, listDrafts } from './service.ts'

const tags = ['Editing: communities']

const readingRoutes: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.get(
    '/communities',
    {
      schema: {
        operationId: 'listDrafts',
        tags,
        summary: 'List communities with their state',
        description: 'Every community that the key may reach, published or not.',
        querystring: DraftsQuery,
        response: privateAnswer(EditorialCommunityList, 'A page of communities.'),
      },
    },
    async (request, reply) => {
      const { status, kind, region, updatedBy, trashed = false, sort } = request.query
      const regionIds = region && (await resolveRegionFilter(prisma, region))
      const { reach } = callerOf(request)
      const filter = { status, kind, regionIds, updatedBy, trashed, reach }
      const { rows, page } = await privatePage(request, reply, {
        rows: (after, limit) => listDrafts(prisma, filter, sort, after, limit),
        count: () => countDrafts(prisma, filter),
        placeOf: ({ id, titleSortKey, updatedAt }) => [
          sort.endsWith('title') ? titleSortKey : updatedAt,
          id,
        ],
      })
      return { data: rows.map(itemBody), page }
    },
  )

  app.get(
    '/communities/:community',
    {
      schema: {
        operationId: 'getDraft',
        tags,
        summary: 'Get a community as it is being edited',
        description: 'Its newest content, with its state.',
        params: CommunityParams,
        querystring: queryOf({}),
        response: {
          ...taggedAnswer(EditorialCommunity, 'The draft.'),
          ...problemResponses(404),
        },
      },
    },
    async (request, reply) => {
      const draft = await getDraft(prisma, request.params.community, callerOf(request))
      reply.header('ETag', draftTag(draft))
      return communityBody(draft, await getContent(prisma, draft, draft.revision))
    },
  )
}

const writingRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/communities',
    {
      schema: {
        operationId: 'createCommunity',
        tags,
        summary: 'Create a community',
        description: 'Only `title` is needed. The public sees nothing of it until it is published.',
        querystring: queryOf({}),
        body: CommunityDraft.extend(changeMessage),
        response: {
          ...createdAnswer(EditorialCommunity, 'The new draft.'),
          ...problemResponses(409),
          ...bodyProblems,
        },
      },
    },
    (request, reply) => {
      const { changeMessage: _message, ...body } = request.body
      return write(request, reply, (tx, by) => createCommunity(tx, by, body))
    },
  )

  app.patch(
    '/communities/:community',
    {
      schema: {
        operationId: 'updateCommunity',
        tags,
        summary: 'Change a community',
        description:
          'A JSON merge patch (RFC 7396): what is absent stays, null takes away. A list of sections or cross-references ' +
          'is the whole new list; its items are matched by `id`, then by `slug`, and merged.',
        params: CommunityParams,
        querystring: queryOf({}),
        consumes: ['application/merge-patch+json'],
        body: CommunityPatch.extend(changeMessage),
        response: {
          ...taggedAnswer(EditorialCommunity, 'The draft as it is now.'),
          ...changeProblems,
          ...bodyProblems,
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      const { changeMessage: _message, ...patch } = request.body
      return write(request, reply, (tx, by) =>
        updateCommunity(tx, by, request.params.community, precondition, patch),
      )
    },
  )
}

/** Drafts: the working state of every community. */
export const draftRoutes: FastifyPluginAsync = async (app) => {
  await app.register(readingRoutes)
  await app.register(writingRoutes)
}
