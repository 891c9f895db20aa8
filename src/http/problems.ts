import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import type { Problem } from '../problem.ts'
import { problemTypeNames, problemTypes } from '../problem-types.ts'

/** The body of every error answer (RFC 9457). */
export const ProblemBody = z
  .object({
    type: z.string().meta({ description: 'Path of a page that explains this kind of problem.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().meta({ description: 'The request id, as in `X-Request-Id`.' }),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional().meta({ description: 'JSON pointer into the body.' }),
          parameter: z.string().optional().meta({ description: 'Name of a parameter.' }),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'All faults of the request.' }),
  })
  .meta({ id: 'Problem' })
type ProblemBody = z.infer<typeof ProblemBody>

export function problemBody(problem: Problem, requestId: string): ProblemBody {
  const { type, title, status, message, faults } = problem
  return {
    type: `/problems/${type}`,
    title,
    status,
    // Whatever went wrong inside is nobody's business outside.
    ...(status === 500 ? {} : { detail: message }),
    instance: requestId,
    ...(faults.length > 0 ? { errors: [...faults] } : {}),
  }
}

export type ProblemStatus = (typeof problemTypes)[keyof typeof problemTypes]['status']

const content = { 'application/problem+json': { schema: ProblemBody } }

/** The entries of a route's `response` for the problems that it can answer with. */
export function problemResponses<S extends ProblemStatus>(...statuses: S[]) {
  const entries = statuses.map((status) => [status, { description: describe(status), content }])
  return Object.fromEntries(entries) as Record<S, { description: string; content: typeof content }>
}

function describe(status: ProblemStatus): string {
  const names = problemTypeNames.filter((name) => problemTypes[name].status === status)
  const [only, another] = names
  if (only && !another) return `${problemTypes[only].title}.`
  return `${STATUS_CODES[status]}: ${names.join(', ')}.`
}
