import type { FastifyInstance } from 'fastify'
import type { FastifyPluginAsyncZod, ZodTypeProvider } from 'fastify-type-provider-zod'
import { callerOf } from '../../http/caller.ts'
import { bodyProblems, changeProblems, taggedAnswer } from '../../http/editorial-answers.ts'
import { ifMatch } from '../../http/preconditions.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { write } from '../../http/write.ts'
import { CommunityParams } from '../drafts/schema.ts'
import { draftTag, getDraft } from '../drafts/service.ts'
import { scheduleCommunity, unscheduleCommunity } from './commands.ts'
import { scheduleBody } from './representation.ts'
import { Schedule, ScheduleOrder } from './schema.ts'
import { listSteps } from './service.ts'

const tags = ['Editing: workflow']
const url = '/communities/:community/schedule'

/** What is to be published or withdrawn, and when. */
export const scheduleRoutes: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database
  app.get(
    url,
    {
      schema: {
        operationId: 'getSchedule',
        tags,
        summary: 'See the schedule of a community',
        description: 'What waits for its time, and what was refused at its time, with the reason.',
        params: CommunityParams,
        querystring: queryOf({}),
        response: { ...taggedAnswer(Schedule, 'The schedule.'), ...problemResponses(404) },
      },
    },
    async (request, reply) => {
      const draft = await getDraft(prisma, request.params.community, callerOf(request))
      reply.header('ETag', draftTag(draft))
      return Schedule.parse(scheduleBody(draft, await listSteps(prisma, draft.id)))
    },
  )
}

/** Making and cancelling a schedule. */
export const schedulingRoutes: FastifyPluginAsyncZod = async (app) => {
  schedulingRoute(app)
  app.delete(
    url,
    {
      schema: {
        operationId: 'unscheduleCommunity',
        tags,
        summary: 'Cancel the schedule of a community',
        description: 'A step that runs at this very moment is either done before, or not at all.',
        params: CommunityParams,
        querystring: queryOf({}),
        response: {
          ...taggedAnswer(Schedule, 'The schedule, empty now.'),
          ...problemResponses(404, 412, 428),
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      return write(request, reply, (tx, by) =>
        unscheduleCommunity(tx, by, request.params.community, precondition),
      )
    },
  )
}

function schedulingRoute(scope: FastifyInstance): void {
  scope.withTypeProvider<ZodTypeProvider>().put(
    url,
    {
      schema: {
        operationId: 'scheduleCommunity',
        tags,
        summary: 'Schedule a publication, a withdrawal, or both',
        description:
          'Replaces the whole schedule. A publication is bound to a revision: later edits do not slip in. A withdrawal ' +
          'happens whoever refers to the community then.',
        params: CommunityParams,
        querystring: queryOf({}),
        body: ScheduleOrder,
        response: {
          ...taggedAnswer(Schedule, 'The schedule as it is now.'),
          ...changeProblems,
          ...bodyProblems,
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      return write(request, reply, (tx, by) =>
        scheduleCommunity(tx, by, request.params.community, precondition, request.body),
      )
    },
  )
}
