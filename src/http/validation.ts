import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import { nearest } from '../atlas/nearest.ts'
import type { Fault } from '../problem.ts'
import { faultsOf, type RequestPart } from './faults.ts'

/** Thrown by Fastify where a part of the request does not fit its schema. */
export class InvalidInput extends Error {
  readonly part: RequestPart
  readonly faults: Fault[]

  constructor(part: RequestPart, faults: Fault[]) {
    super(`invalid ${part}`)
    this.part = part
    this.faults = faults
  }
}

export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart = 'body' }) =>
  (data) => {
    const part = httpPart as RequestPart
    const checked = check(schema, part, data)
    return 'faults' in checked ? { error: new InvalidInput(part, checked.faults) } : checked
  }

export function check(
  schema: z.ZodType,
  part: RequestPart,
  data: unknown,
): { value: unknown } | { faults: Fault[] } {
  const parsed = schema.safeParse(data, contextOf[part])
  return parsed.success ? { value: parsed.data } : { faults: faultsOf(parsed.error.issues, part) }
}

/** With `async`, which zod would add to it for each request: V8 gives an object that grows so a shape of its own. */
const contextFor = (part: RequestPart) => ({
  error: (issue: z.core.$ZodRawIssue) => explain(issue, part),
  reportInput: true,
  async: false,
})

const contextOf = {
  body: contextFor('body'),
  params: contextFor('params'),
  querystring: contextFor('querystring'),
  headers: contextFor('headers'),
}

/** Says what zod's own words leave out: what was meant perhaps. Undefined where zod says it well enough. */
function explain(issue: z.core.$ZodRawIssue, part: RequestPart): string | undefined {
  if (issue.code === 'unrecognized_keys') {
    const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : []
    const what = part === 'body' ? 'property' : 'parameter'
    return issue.keys.map((key) => `There is no ${what} “${key}”.${nearest(key, known)}`).join('\n')
  }
  if (issue.input === undefined) return 'This is required.'
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String)
    const meant = typeof issue.input === 'string' ? nearest(issue.input, values) : ''
    return `Not one of ${values.join(', ')}.${meant}`
  }
  return undefined
}
