import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Database, Db } from '../../database/database.ts'
import { transactionally } from '../../database/transactions.ts'
import { Problem, unprocessable } from '../../problem.ts'
import * as store from './store.ts'

export type { Answer } from './store.ts'

/** A request that carries an `Idempotency-Key`. */
export interface NamedRequest extends store.RequestName {
  /** Of all that makes the request what it is. */
  hash: Uint8Array<ArrayBuffer>
  now: Date
}

const keepMs = 24 * 60 * 60 * 1000
const pauseMs = 50

/**
 * Does the work of a request once, however often it is sent within 24 hours: what it answered is kept in the
 * transaction of its effect, and repetitions get that. A repetition waits for one that is under way, up to 10 s.
 * Throws 409 where it takes longer, 422 where the key came with another request before.
 */
export async function answerOnce(
  { prisma }: Pick<Database, 'prisma'>,
  request: NamedRequest,
  work: (tx: Db) => Promise<store.Answer>,
  waitMs = 10_000,
): Promise<store.Answer> {
  const { hash, now, holder, route, key } = request
  const name = { holder, route, key }
  const end = performance.now() + waitMs
  do {
    const answer = await transactionally(prisma, async (tx) => {
      if (!(await store.tryHold(tx, name))) return null
      const kept = await store.findAnswer(tx, name)
      if (kept && now.getTime() - kept.createdAt.getTime() < keepMs) return replay(kept, hash)
      await store.deleteAnswersUntil(tx, name, new Date(now.getTime() - keepMs))
      const made = await work(tx)
      await store.insertAnswer(tx, name, hash, made, now)
      return made
    })
    if (answer) return answer
    // Waiting outside of a transaction: those who wait must not hold the connections that the first one needs.
    await delay(pauseMs)
  } while (performance.now() < end)
  throw new Problem('request-in-progress', {
    detail: 'The first request with this `Idempotency-Key` is still under way.',
    headers: { 'Retry-After': '5' },
  })
}

const Headers = z.record(z.string(), z.string())

type Kept = NonNullable<Awaited<ReturnType<typeof store.findAnswer>>>

function replay(kept: Kept, hash: Uint8Array): store.Answer {
  if (Buffer.compare(kept.requestHash, hash) !== 0) {
    throw unprocessable(
      'idempotency-key-reused',
      'This `Idempotency-Key` was used for another request before.',
    )
  }
  return { status: kept.status, headers: Headers.parse(kept.headers), body: kept.body }
}
