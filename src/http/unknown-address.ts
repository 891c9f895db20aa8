import type { FastifyReply, FastifyRequest } from 'fastify'
import { notFound, Problem } from '../problem.ts'
import { answerPreflight, isPreflight } from './cors.ts'

/** Answers what no route matches: 404, or 405 with `Allow` where the address takes other methods. */
export function answerUnknownAddress(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?')[0] ?? ''
  const allowed = request.server.methodTable.methodsFor(path)
  // A preflight is answered here and not by a hook, so that closed scopes can refuse it first.
  if (isPreflight(request)) return answerPreflight(reply, allowed)
  // A route that serves files hands on to here what it has no file for.
  const takesMethod = allowed.includes(request.method)
  if (allowed.length === 0 || takesMethod) throw notFound('address', path)
  const headers = { Allow: allowed.join(', ') }
  if (request.method === 'OPTIONS') return reply.code(204).headers(headers).send()
  throw new Problem('method-not-allowed', {
    detail: `${request.method} is not allowed here, only ${headers.Allow}.`,
    headers,
  })
}
