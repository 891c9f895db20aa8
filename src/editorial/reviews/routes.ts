import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf } from '../../http/caller.ts'
import {
  bodyProblems,
  changeProblems,
  privateAnswer,
  taggedAnswer,
} from '../../http/editorial-answers.ts'
import { ifMatch } from '../../http/preconditions.ts'
import { privatePage } from '../../http/private-list.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { write } from '../../http/write.ts'
import { CommunityParams } from '../drafts/schema.ts'
import { getDraft } from '../drafts/service.ts'
import { reviewBody, reviewCommunity } from './commands.ts'
import { ReviewedCommunity, ReviewList, ReviewStep, ReviewsQuery } from './schema.ts'
import { countReviews, listReviews } from './store.ts'

const tags = ['Editing: workflow']
const LastId = z.tuple([z.uuid()])

/** Asking for a review, deciding, and what was decided. */
export const reviewRoutes: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.post(
    '/communities/:community/review',
    {
      schema: {
        operationId: 'reviewCommunity',
        tags,
        summary: 'Take a step in the review',
        description:
          'Submit the newest revision for review, approve it, or request changes, which makes it a draft again.',
        params: CommunityParams,
        querystring: queryOf({}),
        body: ReviewStep,
        response: {
          ...taggedAnswer(ReviewedCommunity, 'The draft as it is now, with the step.'),
          ...changeProblems,
          ...bodyProblems,
          ...problemResponses(403),
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      return write(request, reply, (tx, by) =>
        reviewCommunity(tx, by, request.params.community, precondition, request.body),
      )
    },
  )

  app.get(
    '/communities/:community/reviews',
    {
      schema: {
        operationId: 'listReviews',
        tags,
        summary: 'List the steps of a review',
        description: 'The newest first, with who took them and what they said.',
        params: CommunityParams,
        querystring: ReviewsQuery,
        response: { ...privateAnswer(ReviewList, 'A page of steps.'), ...problemResponses(404) },
      },
    },
    async (request, reply) => {
      const { id } = await getDraft(prisma, request.params.community, callerOf(request))
      const { rows, page } = await privatePage(request, reply, {
        rows: (after, limit) =>
          listReviews(prisma, id, after ? LastId.parse(after)[0] : null, limit),
        count: () => countReviews(prisma, id),
        placeOf: (row) => [row.id],
        of: id,
      })
      return { data: rows.map(reviewBody), page }
    },
  )
}
