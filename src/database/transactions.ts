import { setTimeout as delay } from 'node:timers/promises'
import { Problem } from '../problem.ts'
import type { Database, Db, Pool } from './database.ts'
import { sql } from './queryable.ts'
import { inSession, sharedPool } from './session.ts'

/** What takes longer holds up the others. */
const longestMs = 60_000

const tries = 5

/**
 * Runs work in one transaction, and again where Postgres ended it in favour of another one (a deadlock or a
 * serialization failure): nothing of it was stored then. Throws a 409 where others win every time.
 */
export async function transactionally<T>(
  prisma: Database['prisma'],
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  const pool = poolOf(prisma)
  for (let attempt = 1; attempt <= tries; attempt++) {
    try {
      return await inSession(pool, longestMs, work)
    } catch (error) {
      if (!gaveWay(error)) throw error
      await delay(Math.random() * 20 * attempt)
    }
  }
  throw new Problem('busy', {
    detail: 'Others change the same things at the moment.',
    headers: { 'Retry-After': '1' },
  })
}

function poolOf(prisma: Database['prisma']): Pool {
  const pool = sharedPool(prisma)
  if (!pool) throw new Error('This Prisma was not opened with a pool.')
  return pool
}

/**
 * Two things that a transaction does and of which neither needs the other: Postgres works for one while the other
 * computes. Throws what went wrong first, once neither has anything left to send.
 */
export async function sideBySide<One, Other>(
  one: Promise<One>,
  other: Promise<Other>,
): Promise<[One, Other]> {
  try {
    return await Promise.all([one, other])
  } finally {
    // Prisma is lent to the next transaction after this one: nothing may be left that asks it for more.
    await Promise.allSettled([one, other])
  }
}

const dayMs = 86_400_000

/** Runs work in one transaction that may take a day. It is not tried again, and each statement has its usual limit. */
export function atLength<T>(prisma: Database['prisma'], work: (tx: Db) => Promise<T>): Promise<T> {
  return inSession(poolOf(prisma), dayMs, async (tx) => {
    await sql(tx)`SET LOCAL idle_in_transaction_session_timeout = 0`
    return work(tx)
  })
}

/** Deadlock (40P01) or serialization failure (40001), which the adapter reports in words of its own. */
function gaveWay(error: unknown): boolean {
  // A refusal of ours may quote anything that somebody wrote.
  if (!(error instanceof Error) || error instanceof Problem) return false
  const { message, cause } = error
  const told = { message, cause, ...('code' in error ? { code: error.code } : {}) }
  const more = 'meta' in error ? error.meta : null
  return /TransactionWriteConflict|P2034|40P01|40001|deadlock detected/.test(
    JSON.stringify([told, more]),
  )
}
