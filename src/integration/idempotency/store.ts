import { z } from 'zod'
import type { Db } from '../../database/database.ts'

/** Which request a client names with its key: keys of different holders and routes have nothing to do with each other. */
export interface RequestName {
  holder: string
  route: string
  key: string
}

/** An answer as it was sent. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: Uint8Array<ArrayBuffer>
}

/** Holds a request's name to the end of the transaction; false where another transaction holds it. */
export async function tryHold(tx: Db, { holder, route, key }: RequestName): Promise<boolean> {
  const name = JSON.stringify(['idempotency', holder, route, key])
  const rows = await tx.$queryRaw`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) AS held`
  return z.tuple([z.object({ held: z.boolean() })]).parse(rows)[0].held
}

export function findAnswer(tx: Db, { holder, route, key }: RequestName) {
  return tx.idempotentAnswer.findUnique({
    where: { holder_route_key: { holder, route, key } },
  })
}

export async function insertAnswer(
  tx: Db,
  name: RequestName,
  requestHash: Uint8Array<ArrayBuffer>,
  answer: Answer,
  createdAt: Date,
): Promise<void> {
  await tx.idempotentAnswer.create({ data: { ...name, requestHash, ...answer, createdAt } })
}

/** Forgets the answer to one request and some of the oldest others, without waiting for whoever forgets these now. */
export async function deleteAnswersUntil(
  tx: Db,
  { holder, route, key }: RequestName,
  time: Date,
): Promise<void> {
  await tx.idempotentAnswer.deleteMany({ where: { holder, route, key, createdAt: { lte: time } } })
  await tx.$executeRaw`
    DELETE FROM editorial.idempotent_answer WHERE (holder, route, key) IN (
      SELECT holder, route, key FROM editorial.idempotent_answer
      WHERE created_at <= ${time} ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED)`
}
