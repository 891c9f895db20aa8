import type { FastifyInstance, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { Problem } from '../problem.ts'

/** The media type of those offered that the client likes best, the first where it does not care. Throws 406. */
export function negotiate(request: FastifyRequest, offered: readonly string[]): string {
  const chosen = new Negotiator(request).mediaType([...offered])
  if (chosen !== undefined) return chosen
  throw new Problem('not-acceptable', { detail: `This address offers ${offered.join(', ')}.` })
}

/** Makes every route of a scope answer 406 to clients that accept none of its media types. */
export function offer(app: FastifyInstance, mediaTypes: readonly string[]): void {
  app.addHook('onRequest', async (request) => {
    negotiate(request, mediaTypes)
  })
}
