import type { Db } from '../../database/database.ts'
import { sql } from '../../database/queryable.ts'
import type { ImportRun, Prisma } from '../../generated/prisma/client.ts'

export type RunRow = ImportRun

/** Which import a client names with its key. */
export interface RunName {
  holder: string
  key: string
}

/** The run of this name; inserts it where there is none. */
export async function claimRun(
  db: Db,
  run: RunName & { id: string; settings: Prisma.InputJsonObject; createdAt: Date },
): Promise<RunRow> {
  const { holder, key } = run
  await db.importRun.createMany({ data: [run], skipDuplicates: true })
  return db.importRun.findUniqueOrThrow({ where: { holder_key: { holder, key } } })
}

export async function deleteRunsUntil(db: Db, time: Date): Promise<void> {
  await db.importRun.deleteMany({ where: { createdAt: { lte: time } } })
}

/** Keeps everybody else who does the same run waiting until the transaction ends. */
export async function lockRun(tx: Db, id: string): Promise<void> {
  // Whoever waits here may wait for one who waits for the publishing lock.
  await sql(tx)`SET LOCAL statement_timeout = '60s'`
  await sql(tx)`SELECT 1 FROM editorial.import_run WHERE id = ${id}::uuid FOR UPDATE`
  await sql(tx)`SET LOCAL statement_timeout TO DEFAULT`
}

/** What became of items, as it was stored, by position; without those that were not done yet. */
export async function listResults(
  tx: Db,
  runId: string,
  positions: number[],
): Promise<Map<number, unknown>> {
  const rows = await tx.importItem.findMany({
    where: { runId, position: { in: positions } },
    select: { position: true, result: true },
  })
  return new Map(rows.map(({ position, result }) => [position, result]))
}

interface DoneItem {
  runId: string
  position: number
  hash: Uint8Array<ArrayBuffer>
  result: Prisma.InputJsonObject
}

export async function insertResults(tx: Db, items: DoneItem[]): Promise<void> {
  await tx.importItem.createMany({ data: items })
}

export async function markFinished(db: Db, id: string, finishedAt: Date): Promise<void> {
  await db.importRun.updateMany({ where: { id, finishedAt: null }, data: { finishedAt } })
}
