import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { badRequest, type Fault, Problem, unavailable, unprocessable } from '../problem.ts'
import { type ProblemTypeName, problemTypes } from '../problem-types.ts'
import type { RequestPart } from './faults.ts'
import { isDatabaseOutage } from './outage.ts'
import { check, InvalidInput } from './validation.ts'

const RETRY_AFTER_OUTAGE_SECONDS = 5

/** What to tell the caller about an error. Whatever is not meant for callers becomes an `internal-error`. */
export function problemOf(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  if (error instanceof InvalidInput) return refusal(allFaults(error, request))
  // A body that breaks off comes with the code of a connection that was cut, which is none to the database.
  const refused = fromFastify(error)
  if (refused) return refused
  if (isDatabaseOutage(error)) {
    return unavailable(
      'The database cannot be reached, or takes too long.',
      RETRY_AFTER_OUTAGE_SECONDS,
      error,
    )
  }
  return new Problem('internal-error', { cause: error })
}

/** Fastify checks the parts in this order and stops at the first bad one; the caller is to hear of all of them. */
const parts = ['params', 'body', 'querystring', 'headers'] as const satisfies RequestPart[]

function allFaults({ part, faults }: InvalidInput, request: FastifyRequest): Fault[] {
  const unchecked = parts.slice(parts.indexOf(part) + 1)
  const more = unchecked.flatMap((name) => {
    const schema = request.routeOptions.schema?.[name]
    if (!(schema instanceof z.ZodType)) return []
    const checked = check(schema, name, request[name === 'querystring' ? 'query' : name])
    return 'faults' in checked ? checked.faults : []
  })
  return [...faults, ...more]
}

/** 422 where only the content of the body is wrong, 400 as soon as the address is. */
function refusal(faults: Fault[]): Problem {
  if (faults.some(({ pointer }) => pointer === undefined)) return badRequest(faults)
  return unprocessable('invalid-content', 'The body does not fit its schema; see errors.', faults)
}

/** Refusals by Fastify and its plugins: they carry a status, and only Fastify's own words are fit to be shown. */
function fromFastify(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null
  const type = typeWithStatus(error.statusCode)
  if (type === null) return null
  const own = 'code' in error && String(error.code).startsWith('FST_')
  return new Problem(type, own ? { detail: error.message, cause: error } : { cause: error })
}

function typeWithStatus(status: unknown): ProblemTypeName | null {
  if (typeof status !== 'number' || status < 400 || status > 499) return null
  const names = Object.keys(problemTypes) as ProblemTypeName[]
  return names.find((name) => problemTypes[name].status === status) ?? 'invalid-request'
}
