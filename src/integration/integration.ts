import type { FastifyPluginAsync } from 'fastify'
import { hideBelow } from '../http/caller.ts'
import { closeToStrangers } from './gate.ts'
import { currentKeyRoutes, keyRoutes } from './keys/routes.ts'
import { deliveryRoutes, type FeedOptions } from './webhooks/deliveries/routes.ts'
import { type ReceiverOptions, webhookRoutes } from './webhooks/routes.ts'

/** Keys: what anyone may know of their own, and what admins do with all. */
export const keys: FastifyPluginAsync = async (app) => {
  closeToStrangers(app)
  await app.register(async (readers) => {
    hideBelow(readers, 'reader')
    await readers.register(currentKeyRoutes)
  })
  await app.register(async (admins) => {
    hideBelow(admins, 'admin')
    await admins.register(keyRoutes)
  })
}

/** Who is told of changes: for admins alone. */
export const webhooks: FastifyPluginAsync<ReceiverOptions & FeedOptions> = async (
  app,
  { routing, openFeedCursor },
) => {
  closeToStrangers(app)
  hideBelow(app, 'admin')
  await app.register(webhookRoutes, { routing })
  await app.register(deliveryRoutes, { openFeedCursor })
}
