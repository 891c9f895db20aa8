import { isDeepStrictEqual } from 'node:util'
import { newId } from '../../atlas/identity.ts'
import type { Database, Db } from '../../database/database.ts'
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
  position: number
  hash: Uint8Array<ArrayBuffer>
}

/**
 * In the transaction of the items' effect: does those of them that were not done yet and keeps their results; answers
 * the results of all, in their order.
 */
export async function onceIn<Item extends Place>(
  tx: Db,
  runId: string,
  items: readonly Item[],
  work: (items: readonly Item[]) => Promise<ImportItem[]>,
): Promise<ImportItem[]> {
  // Two who send the same import at once go through it side by side; each item is done by one of them.
  await store.lockRun(tx, runId)
  const positions = items.map(({ position }) => position)
  const kept = await store.listResults(tx, runId, positions)
  const rest = items.filter(({ position }) => !kept.has(position))
  const results = await work(rest)
  await store.insertResults(
    tx,
    rest.flatMap(({ position, hash }, index) => {
      const result = results[index]
      return result ? [{ runId, position, hash, result }] : []
    }),
  )
  const made = new Map(results.map((result) => [result.position, result]))
  return positions.flatMap((position) => {
    const result = made.get(position) ?? kept.get(position)
    return result === undefined ? [] : [ImportItem.parse(result)]
  })
}
