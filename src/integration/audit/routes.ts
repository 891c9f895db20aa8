import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { privateAnswer } from '../../http/editorial-answers.ts'
import { privatePage } from '../../http/private-list.ts'
import { AuditList, AuditQuery } from './schema.ts'
import { type AuditRow, countEntries, listEntries } from './store.ts'

/** What was done, by whom and when. */
export const auditRoutes: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.get(
    '/audit',
    {
      schema: {
        operationId: 'listAudit',
        tags: ['Audit'],
        summary: 'See who did what',
        description: 'Changes, publications, refusals and failed logins, the newest first.',
        querystring: AuditQuery,
        response: privateAnswer(AuditList, 'A page of the record.'),
      },
    },
    async (request, reply) => {
      const { actor, action, outcome, target, since, until } = request.query
      const filter = { actor, action, outcome, target, since, until }
      const { rows, page } = await privatePage(request, reply, {
        rows: (after, limit) => listEntries(prisma, filter, after, limit),
        count: () => countEntries(prisma, filter),
        placeOf: ({ at, id }) => [at, id],
      })
      return { data: rows.map(entryBody), page }
    },
  )
}

function entryBody(row: AuditRow) {
  const { id, at, action, problem, actor, keyId, requestId, address } = row
  const { targetType, targetId, targetSlug: slug, revision } = row
  return {
    type: 'audit_entry' as const,
    id,
    at: at.toISOString(),
    action,
    outcome: row.outcome === 'done' ? ('done' as const) : ('refused' as const),
    problem,
    actor,
    keyId,
    target:
      targetType === null || targetId === null
        ? null
        : { type: targetType, id: targetId, slug, revision },
    requestId,
    address,
  }
}
