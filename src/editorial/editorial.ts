import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { hideBelow, requireRole } from '../http/caller.ts'
import { auditRoutes } from '../integration/audit/routes.ts'
import { closeToStrangers } from '../integration/gate.ts'
import { batchRoutes } from './batch/routes.ts'
import { checkRoutes } from './checks/routes.ts'
import { editedReferenceRoutes } from './cross-references/routes.ts'
import { draftRoutes } from './drafts/routes.ts'
import { importRoutes } from './imports/routes.ts'
import { mergingRoutes } from './merging/routes.ts'
import { publicationRoutes } from './publishing/routes.ts'
import { purgeRoutes } from './purging/routes.ts'
import { regionReadingRoutes } from './regions/reading-routes.ts'
import { regionRoutes } from './regions/routes.ts'
import { reviewRoutes } from './reviews/routes.ts'
import { revisionRoutes } from './revisions/routes.ts'
import { scheduleRoutes, schedulingRoutes } from './schedules/routes.ts'
import { editedSectionRoutes } from './sections/routes.ts'
import { suggestionRoutes } from './suggestions/routes.ts'
import { trashRoutes } from './trash/routes.ts'

interface Options {
  /** Where both sides meet, so that this one need not know the other. */
  previews: FastifyPluginAsync
  /** Resolves once whoever reads here sees what was written before. */
  written: () => Promise<void>
}

/** The editors' side. Its scopes are the permissions: what a role may see, and within that what it may do. */
export const editorial: FastifyPluginAsync<Options> = async (app, { previews, written }) => {
  closeToStrangers(app)
  await app.register(async (contributors) => {
    hideBelow(contributors, 'contributor')
    // Of what these write the public sees nothing.
    await contributors.register(draftRoutes)
    await contributors.register(editedSectionRoutes)
    await contributors.register(editedReferenceRoutes)
    await contributors.register(revisionRoutes)
    await contributors.register(reviewRoutes)
    await contributors.register(scheduleRoutes)
    await contributors.register(previews)
    await contributors.register(regionReadingRoutes)
    await contributors.register(suggestionRoutes)
    await contributors.register(checkRoutes)
    await contributors.register(async (publishers) => {
      showAtOnce(publishers, written)
      await publishers.register(trashRoutes)
      await publishers.register(batchRoutes)
      await publishers.register(importRoutes, { written })
      await publishers.register(async (editors) => {
        requireRole(editors, 'editor')
        await editors.register(publicationRoutes)
        await editors.register(schedulingRoutes)
        await editors.register(regionRoutes)
        await editors.register(mergingRoutes)
      })
      await publishers.register(async (admins) => {
        requireRole(admins, 'admin')
        await admins.register(purgeRoutes)
      })
    })
  })
  await app.register(async (admins) => {
    hideBelow(admins, 'admin')
    await admins.register(auditRoutes)
  })
}

/** An editor who is told that something is published finds it so, at once. */
function showAtOnce(app: FastifyInstance, written: Options['written']): void {
  app.addHook('onSend', async ({ method }, { statusCode }) => {
    if (method === 'GET' || method === 'HEAD' || statusCode >= 300) return
    // It is stored, whatever comes now; and without a database nothing old is answered from memory either.
    await written().catch(() => {})
  })
}
