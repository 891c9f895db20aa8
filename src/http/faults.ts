import type { z } from 'zod'
import type { Fault } from '../problem.ts'

export type RequestPart = 'params' | 'querystring' | 'headers' | 'body'

/** Turns what zod found wrong into faults: a JSON pointer (RFC 6901) into the body, else a parameter's name. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], part: RequestPart): Fault[] {
  return issues.flatMap(leaves).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return unknownNames(issue, part)
    return { ...place(issue.path, part), code: codeOf(issue), detail: issue.message }
  })
}

/** One fault for each unknown name; `explain` in validation.ts writes one line for each. */
function unknownNames(issue: z.core.$ZodIssueUnrecognizedKeys, part: RequestPart): Fault[] {
  const lines = issue.message.split('\n')
  const code = part === 'body' ? 'unknown-property' : 'unknown-parameter'
  return issue.keys.map((key, index) => ({
    ...place([...issue.path, key], part),
    code,
    detail: lines[index] ?? issue.message,
  }))
}

function place(
  path: readonly PropertyKey[],
  part: RequestPart,
): Pick<Fault, 'pointer' | 'parameter'> {
  const names = path.map(String)
  if (part !== 'body') return { parameter: names[0] ?? '' }
  const escaped = names.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1'))
  return { pointer: escaped.map((name) => `/${name}`).join('') }
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
