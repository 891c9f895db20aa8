import { copied } from './copying.ts'
import type { Db } from './database.ts'
import { sendingIn, sharedPool } from './session.ts'

/** A statement whose text is the program's own; what comes from a client is among its values only. */
interface Statement {
  name?: string
  text: string
  values: unknown[]
}

/** What answers a statement sent by hand: the pool, or an open transaction. */
export interface Queryable {
  query(statement: Statement): Promise<{ rows: unknown[] }>
}

/** An open transaction that also gives much at once. */
export interface Copyable extends Queryable {
  /**
   * The texts that a statement without values answers in its one column, one after another as bytes, which are good until
   * the next are asked for. Nothing else may be asked before the end.
   */
  copyTexts(statement: string): AsyncGenerator<Buffer, void, void>
}

/** An open transaction, to copy from. Whoever does has to read to the end. */
export function copyableIn(tx: Db): Copyable {
  const sending = sendingIn(tx)
  if (!sending)
    throw new Error('Only a transaction with a connection of its own can be copied from.')
  const { caughtUp } = sending
  async function* copyTexts(statement: string): AsyncGenerator<Buffer, void, void> {
    yield* copied(await caughtUp(), statement)
  }
  return { ...queryableIn(tx), copyTexts }
}

/** Lets statements sent by hand join an open transaction, or go by the pool where there is none. */
export const queryableIn = (db: Db): Queryable => ({
  query: async (statement) => {
    const connection = sendingIn(db) ?? sharedPool(db)
    if (!connection) throw new Error('This transaction was begun by Prisma itself.')
    return connection.query(statement)
  },
})

/**
 * Sends a statement that is written as a template, in an open transaction or beside one; answers its rows. A
 * connection plans it once.
 */
export const sql =
  (db: Db) =>
  async (parts: TemplateStringsArray, ...values: unknown[]): Promise<unknown[]> => {
    const { rows } = await queryableIn(db).query({ values, ...statementOf(parts) })
    return rows
  }

/**
 * The same for a statement that changes something and answers nothing: in a transaction it costs no way to Postgres of
 * its own, as it goes out with the next one or with the end. What is wrong with it is thrown there.
 */
export const sqlLater =
  (db: Db) =>
  async (parts: TemplateStringsArray, ...values: unknown[]): Promise<void> => {
    const statement = { values, ...statementOf(parts) }
    const sending = sendingIn(db)
    if (sending) sending.queryLater(statement)
    else await queryableIn(db).query(statement)
  }

/** By the place in the code: each template is one object, however often it is evaluated. */
const statements = new Map<TemplateStringsArray, Omit<Statement, 'values'>>()

function statementOf(parts: TemplateStringsArray): Omit<Statement, 'values'> {
  const known = statements.get(parts)
  if (known) return known
  const text = parts.reduce((before, part, index) => `${before}$${index}${part}`)
  const statement = { name: `sql-${statements.size}`, text }
  statements.set(parts, statement)
  return statement
}
