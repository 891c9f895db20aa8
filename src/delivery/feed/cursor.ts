import { z } from 'zod'
import { type CursorSeal, scopeOf } from '../../http/pagination.ts'

/** The path of the feed as its route has it. */
export const changesPath = '/changes'

const unfiltered = scopeOf(`/v1${changesPath}`, undefined, {})
const Position = z.tuple([z.int()])

/** A cursor that goes on after a change; `scope` is left out for one that goes with any filters. */
export const sealFeedCursor = (
  seal: CursorSeal,
  seq: number,
  scope: unknown = unfiltered,
): string => seal.seal([seq], scope)

/** The change after which a cursor goes on. One without filters has seen all before it, so it is good with any. */
export function openFeedCursor(
  seal: CursorSeal,
  cursor: string,
  scope: unknown = unfiltered,
): number {
  const position = seal.openAny(cursor, [scope, unfiltered])
  return Position.parse(position)[0]
}
