import type { Content } from '../../atlas/content.ts'
import { lacksForPublication } from '../../atlas/publishable.ts'
import { unprocessable } from '../../problem.ts'

/** Throws a 422 that names everything that a community needs for its publication and does not have. */
export function refuseIncomplete(content: Content): void {
  const lacks = lacksForPublication(content)
  if (lacks.length === 0) return
  const faults = lacks.map((lack) => ({ ...lack, code: 'missing' }))
  throw unprocessable('not-publishable', `“${content.slug}” is not complete.`, faults)
}
