import type { FastifyInstance } from 'fastify'
import { unauthorized } from '../problem.ts'
import { privateCaching } from './caching.ts'
import { answerUnknownAddress } from './unknown-address.ts'

/**
 * Closes a scope to everyone without a valid key, whatever the path and method below its prefix, before anything of
 * the request is looked at. No keys are given out yet, so that is everyone.
 */
export function requireCredentials(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('Cache-Control', privateCaching)
    // Only public reads are open to scripts from other sites.
    reply.removeHeader('Access-Control-Allow-Origin')
    reply.removeHeader('Access-Control-Expose-Headers')
    throw unauthorized(request.headers.authorization === undefined ? 'missing' : 'refused')
  })
  // Hooks of a scope see unknown addresses below its prefix only where the scope answers these itself.
  app.setNotFoundHandler(answerUnknownAddress)
}
