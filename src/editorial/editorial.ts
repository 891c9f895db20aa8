import type { FastifyInstance } from 'fastify'
import { requireCredentials } from '../http/caller.ts'

/** The editors' side: closed to everyone without a key, whatever the address below it. */
export async function editorial(app: FastifyInstance): Promise<void> {
  requireCredentials(app)
}
