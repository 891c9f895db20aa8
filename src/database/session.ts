import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { type Prisma, PrismaClient } from '../generated/prisma/client.ts'
import type { Db } from './database.ts'

/** An open transaction: what is sent by hand and what Prisma sends go by one connection. */
interface Session {
  client: pg.PoolClient
  /** From when on nothing may be sent any more. */
  endsAt: number
  /** Taken when the work first asks for a model. */
  guest?: Guest
}

/** Prisma on the connection of whatever transaction it is lent to. */
interface Guest {
  prisma: PrismaClient
  session: Session | null
}

const sessions = new WeakMap<Db, Session>()
const pools = new WeakMap<Db, pg.Pool>()
/** Guests without a transaction. To make one takes longer than most transactions. */
const idleGuests: Guest[] = []

/** Lets statements that are sent past Prisma, and transactions, go by the pool that Prisma uses. */
export function sharePool(prisma: Db, pool: pg.Pool): void {
  pools.set(prisma, pool)
}

export const sharedPool = (db: Db): pg.Pool | undefined => pools.get(db)

/** Does work in one transaction, which is undone where it throws or takes too long. */
export async function inSession<T>(
  pool: pg.Pool,
  timeoutMs: number,
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  const session: Session = { client, endsAt: performance.now() + timeoutMs }
  let broken = false
  try {
    await client.query('BEGIN')
    const result = await work(transactionOf(session))
    await commit(session)
    return result
  } catch (error) {
    session.endsAt = 0
    broken = !(await undo(client))
    throw error
  } finally {
    giveBack(session)
    // A connection that cannot even undo is not given to anybody else.
    client.release(broken)
  }
}

async function commit(session: Session): Promise<void> {
  const client = openClient(session)
  session.endsAt = 0
  const { command } = await client.query('COMMIT')
  // Postgres says so, and no more, where a statement failed and the work went on.
  if (command !== 'COMMIT') throw new Error('A statement failed, and the transaction with it.')
}

const undo = (client: pg.PoolClient): Promise<boolean> =>
  client.query('ROLLBACK').then(
    () => true,
    () => false,
  )

/**
 * The connection of an open transaction; null for what is none. Throws where the transaction is done or has taken too
 * long: what is sent then would be no part of it.
 */
export function sessionClient(tx: Db): pg.PoolClient | null {
  const session = sessions.get(tx)
  return session ? openClient(session) : null
}

function openClient({ client, endsAt }: Session): pg.PoolClient {
  if (performance.now() >= endsAt) throw new Error('The transaction is over, or takes too long.')
  return client
}

/** What stores get: it behaves as Prisma does, and needs no Prisma where all is sent by hand. */
function transactionOf(session: Session): Prisma.TransactionClient {
  const tx = new Proxy({} as Prisma.TransactionClient, {
    get: (_, name) => {
      const { prisma } = guestOf(session)
      const member: unknown = Reflect.get(prisma, name)
      return typeof member === 'function' ? member.bind(prisma) : member
    },
  })
  sessions.set(tx, session)
  return tx
}

function guestOf(session: Session): Guest {
  openClient(session)
  session.guest ??= idleGuests.pop() ?? newGuest()
  session.guest.session = session
  return session.guest
}

function giveBack({ guest }: Session): void {
  if (!guest) return
  guest.session = null
  idleGuests.push(guest)
}

function newGuest(): Guest {
  const guest: Guest = {
    prisma: new PrismaClient({ adapter: new PrismaPg(poolFor(() => guest.session)) }),
    session: null,
  }
  return guest
}

/** A pool by looks: what is sent to it goes by the connection of the present transaction, and by no other. */
const poolFor = (present: () => Session | null): pg.Pool =>
  new Proxy(new pg.Pool(), {
    get: (target, name) => {
      if (name === 'connect') throw new Error('Prisma would begin a transaction in a transaction.')
      if (name !== 'query') return Reflect.get(target, name)
      const session = present()
      if (!session) throw new Error('The transaction is over, or takes too long.')
      const client = openClient(session)
      return client.query.bind(client)
    },
  })
