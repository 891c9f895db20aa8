import type { FastifyPluginAsync } from 'fastify'
import { hideBelow } from '../http/caller.ts'
import { closeToStrangers } from './gate.ts'
import { currentKeyRoutes, keyRoutes } from './keys/routes.ts'

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

/** Nothing is here yet but the door. */
export const webhooks: FastifyPluginAsync = async (app) => {
  closeToStrangers(app)
}
