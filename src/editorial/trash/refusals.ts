import type { FastifyRequest } from 'fastify'
import { Problem } from '../../problem.ts'

/** Puts on record what a key may not do to this one community, after the transaction that found out is undone. */
export async function recordForbidden<T>(
  request: FastifyRequest,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Problem && error.type === 'forbidden') {
      await request.server.recordRefusal(request, error)
    }
    throw error
  }
}
