import { Problem } from './problem.ts'

/** The entity tags of `If-Match` (RFC 9110, 13.1.1); `*` accepts whatever is there. */
export type Precondition = '*' | readonly string[]

/** Throws a 412 that carries the current tag where the thing has moved on since the caller read it. */
export function requireCurrent(precondition: Precondition, entityTag: string): void {
  if (precondition === '*' || precondition.includes(entityTag)) return
  throw new Problem('stale-revision', {
    detail: 'It has changed since you read it. Read it again and repeat your change on that.',
    headers: { ETag: entityTag },
  })
}
