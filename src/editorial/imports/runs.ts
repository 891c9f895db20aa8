import { isDeepStrictEqual } from 'node:util'
import { newId } from '../../atlas/identity.ts'
import type { Database, Db } from '../../database/database.ts'
import { transactionally } from '../../database/transactions.ts'
import { unprocessable } from '../../problem.ts'
import { ImportItem } from './schema.ts'
import * as store from './store.ts'

const keepMs = 24 * 60 * 60 * 1000

/** All that makes an import what it is: sent again with anything else, its key is refused. */
export interface RunSettings {
  mediaType: string
  /** SHA-256 of the body, in hexadecimal digits. */
  body: string
  overwrite: boolean
  publish: boolean
  kind: string | null
}

/**
 * Puts an import on record before anything of it is done, or finds the record of the first time that it was sent.
 * Answers the id of the run. Throws 422 where the key came with another import within 24 hours.
 */
export async function openRun(
  { prisma }: Pick<Database, 'prisma'>,
  name: store.RunName,
  settings: RunSettings,
  now: Date,
): Promise<string> {
  await store.deleteRunsUntil(prisma, new Date(now.getTime() - keepMs))
  const run = { ...name, id: newId(), settings: { ...settings }, createdAt: now }
  const claimed = await store.claimRun(prisma, run)
  if (isDeepStrictEqual(claimed.settings, run.settings)) return claimed.id
  throw unprocessable(
    'idempotency-key-reused',
    'This `Idempotency-Key` was used for another import before.',
  )
}

export const { markFinished } = store

/** An item's place in a run, by which it is done once. */
export interface Place {
  runId: string
  position: number
  hash: Uint8Array<ArrayBuffer>
}

/** In the transaction of an item's effect: does it and keeps its result, or answers what was kept of an earlier time. */
export async function onceIn(
  tx: Db,
  place: Place,
  work: () => Promise<ImportItem>,
): Promise<ImportItem> {
  // Two who send the same import at once go through it side by side; each item is done by one of them.
  await store.lockRun(tx, place.runId)
  const kept = await store.findResult(tx, place.runId, place.position)
  if (kept) return ImportItem.parse(kept)
  const result = await work()
  await store.insertResult(tx, { ...place, result })
  return result
}

/** Keeps a refusal, whose own transaction is gone. */
export const keep = (
  { prisma }: Pick<Database, 'prisma'>,
  place: Place,
  result: ImportItem,
): Promise<ImportItem> => transactionally(prisma, (tx) => onceIn(tx, place, async () => result))
