import type { FastifyPluginAsync } from 'fastify'
import { requireCredentials } from '../http/caller.ts'

/** The editors' side: closed to everyone without a key, whatever the address below it. */
export const editorial: FastifyPluginAsync = async (app) => {
  requireCredentials(app)
}
