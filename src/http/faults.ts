import type { z } from 'zod'
import { locatedFaults, pointerOf } from '../atlas/editing/located-faults.ts'
import type { Fault } from '../problem.ts'

export type RequestPart = 'params' | 'querystring' | 'headers' | 'body'

/** Turns what zod found wrong into faults: a JSON pointer (RFC 6901) into the body, else a parameter's name. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], part: RequestPart): Fault[] {
  return locatedFaults(issues).map(({ path, code, detail }) => {
    if (part === 'body') return { pointer: pointerOf(path), code, detail }
    const parameter = String(path[0] ?? '')
    return { parameter, code: code === 'unknown-property' ? 'unknown-parameter' : code, detail }
  })
}
