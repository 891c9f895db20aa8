import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { type Prisma, PrismaClient } from '../generated/prisma/client.ts'
import type { Db } from './database.ts'
import { type Statement, sendTogether } from './together.ts'

/** An open transaction: what is sent by hand and what Prisma sends go by one connection. */
interface Session {
  client: pg.PoolClient
  /** From when on nothing may be sent any more. */
  endsAt: number
  /** What goes out with the next statement, in front of it. */
  waiting: Statement[]
  /** What is to be done once it is stored. */
  afterwards: (() => void)[]
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

const begin: Statement = { name: 'begin', text: 'BEGIN' }
const commit: Statement = { name: 'commit', text: 'COMMIT' }

/** Does work in one transaction, which is undone where it throws or takes too long. */
export async function inSession<T>(
  pool: pg.Pool,
  timeoutMs: number,
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  const endsAt = performance.now() + timeoutMs
  const session: Session = { client, endsAt, waiting: [begin], afterwards: [] }
  let broken = false
  try {
    const result = await work(transactionOf(session))
    const { command } = await send(session, commit)
    // Postgres says so, and no more, where a statement failed and the work went on.
    if (command !== 'COMMIT') throw new Error('A statement failed, and the transaction with it.')
    for (const act of session.afterwards) act()
    return result
  } catch (error) {
    session.endsAt = 0
    broken = session.waiting[0] !== begin && !(await undo(client))
    throw error
  } finally {
    giveBack(session)
    // A connection that cannot even undo is not given to anybody else.
    client.release(broken)
  }
}

const undo = (client: pg.PoolClient): Promise<boolean> =>
  client.query('ROLLBACK').then(
    () => true,
    () => false,
  )

/** How statements are sent in an open transaction. Throws where it is done or has taken too long. */
interface Sending {
  query(statement: Statement): Promise<pg.QueryResult>
  /** Sends it with the next one, or with the end. Whoever sends that is told what is wrong with it. */
  queryLater(statement: Statement): void
  /** The connection, with nothing left to send before. */
  caughtUp: () => Promise<pg.PoolClient>
}

/** Null for what is no transaction of ours. */
export function sendingIn(tx: Db): Sending | null {
  const session = sessions.get(tx)
  if (!session) return null
  return {
    query: async (statement) => send(session, statement),
    queryLater: (statement) => {
      openClient(session)
      session.waiting.push(statement)
    },
    caughtUp: async () => {
      const client = openClient(session)
      const waiting = session.waiting.splice(0)
      if (waiting.length > 0) await sendTogether(client, waiting)
      return client
    },
  }
}

/**
 * Lets something be done once an open transaction of ours is stored, and not at all where it is undone or is none. It must
 * not throw.
 */
export function afterCommit(tx: Db, act: () => void): void {
  sessions.get(tx)?.afterwards.push(act)
}

function send(session: Session, statement: Statement): Promise<pg.QueryResult> {
  const client = openClient(session)
  const waiting = session.waiting.splice(0)
  // What is sent after the end would be no part of it.
  if (statement === commit) session.endsAt = 0
  return waiting.length === 0
    ? client.query(statement)
    : sendTogether(client, [...waiting, statement])
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
      return (statement: Statement) => send(session, statement)
    },
  })
