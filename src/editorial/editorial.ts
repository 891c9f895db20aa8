import type { FastifyPluginAsync } from 'fastify'
import { hideBelow, requireRole } from '../http/caller.ts'
import { auditRoutes } from '../integration/audit/routes.ts'
import { closeToStrangers } from '../integration/gate.ts'
import { draftRoutes } from './drafts/routes.ts'
import { publicationRoutes } from './publishing/routes.ts'

/** The editors' side. Its scopes are the permissions: what a role may see, and within that what it may do. */
export const editorial: FastifyPluginAsync = async (app) => {
  closeToStrangers(app)
  await app.register(async (contributors) => {
    hideBelow(contributors, 'contributor')
    await contributors.register(draftRoutes)
    await contributors.register(async (editors) => {
      requireRole(editors, 'editor')
      await editors.register(publicationRoutes)
    })
    await contributors.register(async (admins) => {
      requireRole(admins, 'admin')
    })
  })
  await app.register(async (admins) => {
    hideBelow(admins, 'admin')
    await admins.register(auditRoutes)
  })
}
