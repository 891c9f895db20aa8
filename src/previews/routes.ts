import type { FastifyPluginAsync } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { CommunityParams } from '../editorial/drafts/schema.ts'
import { callerOf } from '../http/caller.ts'
import { privateAnswer } from '../http/editorial-answers.ts'
import { problemResponses } from '../http/problems.ts'
import { queryOf } from '../http/query.ts'
import { previewLinkRoutes } from './links/routes.ts'
import { previewProfile } from './profile.ts'
import {
  PreviewedCommunity,
  PreviewReport,
  previewParameters,
  RevisionParameter,
} from './schema.ts'
import { reportOn } from './service.ts'

const tags = ['Editing: workflow']

const readingRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/communities/:community/preview',
    {
      schema: {
        operationId: 'previewCommunity',
        tags,
        summary: 'Preview a revision',
        description:
          'The very bytes that the public would get if the revision were published now, but for its times and the ids of ' +
          'links that no published revision has yet.',
        params: CommunityParams,
        querystring: queryOf({ revision: RevisionParameter, ...previewParameters }),
        response: {
          ...privateAnswer(PreviewedCommunity, 'The profile as it would be.'),
          ...problemResponses(404, 409, 422),
        },
      },
    },
    async (request, reply) => {
      const { revision, ...query } = request.query
      const { community } = request.params
      const body = await previewProfile(request, callerOf(request), community, revision, query)
      return reply.type('application/json; charset=utf-8').send(Buffer.from(body))
    },
  )

  app.get(
    '/communities/:community/preview/report',
    {
      schema: {
        operationId: 'reportOnPreview',
        tags,
        summary: 'See what publishing would meet',
        description:
          'Why it would be refused, and what would be published but perhaps not as it was meant.',
        params: CommunityParams,
        querystring: queryOf({ revision: RevisionParameter }),
        response: { ...privateAnswer(PreviewReport, 'The report.'), ...problemResponses(404) },
      },
    },
    (request) => {
      const { community } = request.params
      const { revision } = request.query
      return reportOn(app.database, community, {
        by: callerOf(request),
        revision,
        siteUrl: app.config.SITE_URL,
        now: () => new Date(),
      })
    },
  )
}

/** What publishing would show, to editors and to those whom they give a link. */
export const previewRoutes: FastifyPluginAsync = async (app) => {
  await app.register(readingRoutes)
  await app.register(previewLinkRoutes)
}
