import type { z } from 'zod'

/** One thing that is wrong with a value, at its place inside it. */
export interface LocatedFault {
  path: PropertyKey[]
  /** For programs; kebab-case. */
  code: string
  detail: string
}

/** Turns what zod found wrong into faults. Wants issues that were made with `reportInput`. */
export function locatedFaults(issues: readonly z.core.$ZodIssue[]): LocatedFault[] {
  return issues.flatMap(leaves).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return unknownNames(issue)
    return { path: issue.path, code: codeOf(issue), detail: issue.message }
  })
}

/** A path as a JSON pointer (RFC 6901). */
export const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** One fault for each unknown name; the message of such an issue may have one line for each. */
function unknownNames(issue: z.core.$ZodIssueUnrecognizedKeys): LocatedFault[] {
  const lines = issue.message.split('\n')
  return issue.keys.map((key, index) => ({
    path: [...issue.path, key],
    code: 'unknown-property',
    detail: lines[index] ?? issue.message,
  }))
}

function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom') {
    return typeof issue.params?.code === 'string' ? issue.params.code : 'not-allowed'
  }
  if (issue.input === undefined && issue.code.startsWith('invalid')) return 'required'
  return issue.code.replaceAll('_', '-')
}

/** A value that fits no branch of a union is told what keeps it from the branch that it is nearest to. */
function leaves(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const branches = issue.errors.filter((errors) => errors.length > 0)
  const [nearestBranch] = branches.toSorted((a, b) => misfit(a) - misfit(b))
  if (!nearestBranch) return [issue]
  return nearestBranch.flatMap((inner) =>
    leaves({ ...inner, path: [...issue.path, ...inner.path] }),
  )
}

/** A wrong type of the whole value weighs more than any number of faults inside it. */
const misfit = (errors: readonly z.core.$ZodIssue[]): number =>
  errors.reduce(
    (sum, { code, path }) => sum + (path.length === 0 && code === 'invalid_type' ? 1000 : 1),
    0,
  )
