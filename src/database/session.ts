import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import type { Db } from './database.ts'

/** The connection on which a transaction runs, for statements that are sent past Prisma. */
interface Session {
  client?: pg.PoolClient
  /** From when on Prisma may end the transaction by itself, and nothing may be sent any more. */
  endsAt: number
}

type Connected = Parameters<pg.Pool['connect']>[0]

const opening = new AsyncLocalStorage<Session>()
const sessions = new WeakMap<Db, Session>()
const pools = new WeakMap<Db, pg.Pool>()

/** A pool that notes which connection a transaction takes. */
export class NotingPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>
  override connect(callback: Connected): void
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    if (!callback) return this.#connect()
    super.connect(callback)
    return undefined
  }

  async #connect(): Promise<pg.PoolClient> {
    const session = opening.getStore()
    const client = await super.connect()
    // The first is the transaction's own; work inside it may take others.
    if (session) session.client ??= client
    return client
  }
}

/** Opens a transaction by `open`, whose work may also send statements by `sessionClient` until it is done. */
export function inSession<T>(
  open: (during: (tx: Db, work: () => Promise<T>) => Promise<T>) => Promise<T>,
  timeoutMs: number,
): Promise<T> {
  const session: Session = { endsAt: 0 }
  return opening.run(session, () =>
    open(async (tx, work) => {
      session.endsAt = performance.now() + timeoutMs
      sessions.set(tx, session)
      try {
        return await work()
      } finally {
        // The connection is about to go to somebody else.
        session.endsAt = 0
      }
    }),
  )
}

/**
 * The connection of an open transaction; null where it was opened otherwise. Throws where the transaction has taken so
 * long that Prisma may have undone it: what is sent then would be no part of it.
 */
export function sessionClient(tx: Db): pg.PoolClient | null {
  const session = sessions.get(tx)
  if (!session?.client) return null
  if (performance.now() >= session.endsAt)
    throw new Error('The transaction is over, or takes too long.')
  return session.client
}

/** Lets statements that are sent past Prisma in no transaction go by the pool that Prisma uses. */
export function sharePool(prisma: Db, pool: pg.Pool): void {
  pools.set(prisma, pool)
}

export const sharedPool = (db: Db): pg.Pool | undefined => pools.get(db)
