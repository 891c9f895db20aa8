import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Problem } from '../problem.ts'
import { MethodTable } from './method-table.ts'
import { sendProblem } from './problem-answer.ts'
import { problemOf } from './problem-of.ts'
import { answerUnknownAddress } from './unknown-address.ts'

declare module 'fastify' {
  interface FastifyInstance {
    methodTable: MethodTable
  }
}

/** Answers all errors and unknown addresses with problems. Register it before the routes. */
export const errorHandling = fp(
  async (app) => {
    app.decorate('methodTable', new MethodTable(app))
    app.setErrorHandler(answerError)
    app.setNotFoundHandler(answerUnknownAddress)
  },
  { name: 'error-handling' },
)

async function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const problem = problemOf(error, request)
  log(problem, request)
  // After the transaction that found out is undone.
  if (problem.refusesKey && request.caller) {
    // Who is refused is told so even where it cannot be put on record.
    await request.server
      .recordRefusal(request, problem)
      .catch((err: unknown) => request.log.error({ err }, 'a refusal is not on record'))
  }
  return sendProblem(problem, request, reply)
}

function log(problem: Problem, request: FastifyRequest): void {
  const { status, cause, message } = problem
  if (status === 500) request.log.error({ err: cause ?? problem }, 'unexpected failure')
  // What we refuse ourselves comes by thousands, and where in the code says nothing.
  else if (status === 503) {
    request.log.warn(cause ? { err: cause } : { reason: message }, 'refused for now')
  }
}
