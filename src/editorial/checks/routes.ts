import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { callerOf } from '../../http/caller.ts'
import { privateAnswer } from '../../http/editorial-answers.ts'
import { nextLink, scopeOf } from '../../http/pagination.ts'
import { resolveRegionFilter } from '../regions/service.ts'
import { checkBody } from './representation.ts'
import { CheckList, ChecksQuery } from './schema.ts'
import { listChecks, resolveCommunityFilter } from './service.ts'

const dayMs = 86_400_000

/** What in the atlas wants mending. */
export const checkRoutes: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.get(
    '/checks',
    {
      schema: {
        operationId: 'listChecks',
        tags: ['Editing: upkeep'],
        summary: 'List what wants mending',
        description:
          'Looks through the newest content of every community that the key may reach, those in the trash apart: ' +
          'cross-references and links whose target is withdrawn, not published or unknown, quotes that no longer stand ' +
          'in the text, missing regions and standard sections, and work that was never published and lies idle. A page ' +
          'may hold fewer than `limit`, even none, while `page.next` leads on: a request looks at a thousand ' +
          'communities at most. There is no total.',
        querystring: ChecksQuery,
        response: privateAnswer(CheckList, 'A page of checks.'),
      },
    },
    async (request, reply) => {
      const { limit, cursor, check, community, region, status, staleDays } = request.query
      const by = callerOf(request)
      const wanted = {
        checks: check,
        ids: community && (await resolveCommunityFilter(prisma, community, by)),
        regionIds: region && (await resolveRegionFilter(prisma, region)),
        status,
        staleBefore: new Date(Date.now() - staleDays * dayMs),
      }
      const { cursorSeal } = app
      const scope = scopeOf(request.routeOptions.url, undefined, { ...request.query })
      const after = cursor === undefined ? undefined : cursorSeal.open(cursor, scope)
      const { found, next } = await listChecks(prisma, wanted, by, after, limit)
      const sealed = next && cursorSeal.seal(next, scope)
      if (sealed !== null) reply.header('Link', nextLink(request, sealed))
      return { data: found.map(checkBody), page: { limit, next: sealed } }
    },
  )
}
