import { newId } from '../../atlas/identity.ts'
import type { Actor, Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import type { ProblemTypeName } from '../../problem-types.ts'
import * as store from './store.ts'

/** What was acted on. */
export interface Target {
  type: string
  id: string
  slug?: string | null
  revision?: number | null
}

/** Puts on record what somebody did, in the transaction in which it is done. `action` is like `community.updated`. */
export async function recordAudit(
  tx: Db,
  by: Authorship,
  action: string,
  target: Target,
): Promise<void> {
  await recordAudits(tx, by, action, [target])
}

/** The same done to several things. */
export async function recordAudits(
  tx: Db,
  by: Authorship,
  action: string,
  targets: Target[],
): Promise<void> {
  await store.insertEntries(
    tx,
    targets.map((target) => ({
      ...entryOf(by, action, by.now),
      ...targetOf(target),
      outcome: 'done',
    })),
  )
}

/** Puts on record what was refused: a key, an action of it, or a scheduled step. */
export async function recordRefusal(
  db: Db,
  by: Pick<Actor, 'requestId' | 'address'> & Partial<Pick<Actor, 'author' | 'keyId'>>,
  action: string,
  problem: ProblemTypeName,
  now: Date,
  target?: Target,
): Promise<void> {
  const entry = entryOf({ author: null, keyId: null, ...by }, action, now)
  await store.insertEntries(db, [
    { ...entry, ...(target ? targetOf(target) : {}), outcome: 'refused', problem },
  ])
}

function entryOf(
  {
    author,
    keyId,
    requestId,
    address,
  }: Omit<Actor, 'author' | 'role' | 'reach'> & { author: string | null },
  action: string,
  at: Date,
) {
  return { id: newId(), at, action, actor: author, keyId, requestId, address }
}

const targetOf = ({ type, id, slug = null, revision = null }: Target) => ({
  targetType: type,
  targetId: id,
  targetSlug: slug,
  revision,
})
