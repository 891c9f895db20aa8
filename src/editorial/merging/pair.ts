import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { type Precondition, requireCurrent } from '../../precondition.ts'
import { conflict, Problem, unprocessable } from '../../problem.ts'
import { type DraftRow, draftTag, getDraft, lockDraft } from '../drafts/service.ts'

/** Two communities that are about to become one. */
export interface Pair {
  source: DraftRow
  target: DraftRow
}

/**
 * Holds both communities of a merger, which the key must reach. Throws 404 without the source, 412 where it has moved
 * on, 422 where `into` is nothing else, 409 where one is in the trash or where what is public would go.
 */
export async function lockPair(
  tx: Db,
  by: Authorship,
  reference: string,
  into: string,
  precondition: Precondition,
): Promise<Pair> {
  const { id: sourceId } = await getDraft(tx, reference, by)
  const targetId = await targetOf(tx, by, into)
  if (sourceId === targetId) throw refusedTarget('self-merge', 'A community cannot join itself.')
  const locked = new Map<string, DraftRow>()
  // Always in the same order, so that two mergers never wait for each other.
  for (const id of [sourceId, targetId].sort()) locked.set(id, await lockDraft(tx, id, by))
  const pair = { source: rowOf(locked, sourceId), target: rowOf(locked, targetId) }
  requireCurrent(precondition, draftTag(pair.source))
  refuseState(pair)
  return pair
}

async function targetOf(tx: Db, by: Authorship, into: string): Promise<string> {
  try {
    return (await getDraft(tx, into, by)).id
  } catch (error) {
    // The address of the request is right; it is the body that names nothing.
    if (!(error instanceof Problem && error.type === 'not-found')) throw error
    throw refusedTarget('unknown-community', `There is no community “${into}”.`)
  }
}

const refusedTarget = (code: string, detail: string) =>
  unprocessable('invalid-content', detail, [{ pointer: '/into', code, detail }])

function rowOf(locked: ReadonlyMap<string, DraftRow>, id: string): DraftRow {
  const row = locked.get(id)
  if (!row) throw new Error('Both drafts of a merger are locked.')
  return row
}

function refuseState({ source, target }: Pair): void {
  for (const { trashedAt, slug } of [source, target]) {
    if (trashedAt) throw conflict('in-trash', `“${slug}” is in the trash.`)
  }
  if (source.publishedRevision === null || target.publishedRevision !== null) return
  const detail = `“${source.slug}” is published and “${target.slug}” is not: publish that first.`
  throw conflict('not-published', detail)
}
