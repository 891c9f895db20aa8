import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Problem } from '../problem.ts'
import { cachePublicly, privateCaching } from './caching.ts'
import { problemBody } from './problems.ts'

/** Answers with a problem, as bytes that need no response schema: errors come out of any route. */
export function sendProblem(
  problem: Problem,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { status, headers } = problem
  if (reply.getHeader('Cache-Control') !== privateCaching) {
    // A cache in front may keep "not here" and "gone" like any other public answer, nothing else.
    if (status === 404 || status === 410) cachePublicly(request, reply)
    else reply.header('Cache-Control', 'no-store')
  }
  return reply
    .code(status)
    .headers(headers)
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(problem, request.id)))
}
