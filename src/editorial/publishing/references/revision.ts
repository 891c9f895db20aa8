import { isDeepStrictEqual } from 'node:util'
import type { Assertion } from './assertions.ts'

/** What has to be done so that the assertions of communities are those that are wanted. */
export interface Revision {
  added: Assertion[]
  /** Ids of those that are no more, or say something else now. */
  removed: string[]
}

/** Compares what is asserted now with what shall be. */
export function revisionOf(current: readonly Assertion[], wanted: readonly Assertion[]): Revision {
  const known = new Map(current.map((assertion) => [assertion.id, assertion]))
  const added = wanted.filter((assertion) => !isDeepStrictEqual(known.get(assertion.id), assertion))
  const kept = new Set(wanted.map(({ id }) => id))
  for (const { id } of added) kept.delete(id)
  return { added, removed: current.map(({ id }) => id).filter((id) => !kept.has(id)) }
}
