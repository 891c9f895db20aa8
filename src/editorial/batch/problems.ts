import { isAtLeast, type Role } from '../../authorship.ts'
import { type Fault, Problem } from '../../problem.ts'
import type { Step } from './step.ts'

/** The problem of one operation as the problem of its batch: every pointer leads to that operation. */
export function problemAt(index: number, { operation }: Step, problem: Problem): Problem {
  const { type, faults, headers, message } = problem
  const place = `/operations/${index}`
  return new Problem(type, {
    detail: `Operation ${index} (${operation}): ${message}`,
    faults:
      faults.length > 0
        ? faults.map((fault) => placed(place, fault))
        : [{ pointer: place, code: type, detail: message }],
    headers,
    cause: problem,
    refusesKey: problem.refusesKey,
  })
}

/** What points into the body of a request points into the body of the operation; a parameter stands beside that. */
const placed = (place: string, { pointer, parameter, code, detail }: Fault): Fault => {
  const beside = parameter === undefined ? place : `${place}/${parameter}`
  return { pointer: pointer === undefined ? beside : `${place}/body${pointer}`, code, detail }
}

/** Why a key of this role may not send the batch; null where it may. */
export function beyondRole(role: Role, steps: readonly Step[]): Problem | null {
  const faults = steps.flatMap((step, index): Fault[] => {
    if (isAtLeast(role, step.role)) return []
    const detail = `“${step.operation}” takes a key of the role “${step.role}” or higher.`
    return [{ pointer: `/operations/${index}/operation`, code: 'role-too-low', detail }]
  })
  if (faults.length === 0) return null
  const detail = 'Some operations take a key of a higher role; see errors.'
  return new Problem('forbidden', { detail, faults, refusesKey: true })
}
