import { copied } from './copying.ts'
import type { Db } from './database.ts'
import { sessionClient, sharedPool } from './session.ts'

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
  const client = sessionClient(tx)
  if (!client)
    throw new Error('Only a transaction with a connection of its own can be copied from.')
  return { ...queryableIn(tx), copyTexts: (statement) => copied(client, statement) }
}

/** Lets statements sent by hand join an open transaction, or go by the pool where there is none. */
export const queryableIn = (tx: Db): Queryable => ({
  query: async (statement) => {
    const client = sessionClient(tx) ?? sharedPool(tx)
    if (client) return client.query(statement)
    const { text, values } = statement
    return { rows: await tx.$queryRawUnsafe<unknown[]>(text, ...values) }
  },
})

/** Sends a statement that is written as a template, in an open transaction or beside one; answers its rows. */
export const sql =
  (db: Db) =>
  async (parts: TemplateStringsArray, ...values: unknown[]): Promise<unknown[]> => {
    const text = parts.reduce((before, part, index) => `${before}$${index}${part}`)
    const { rows } = await queryableIn(db).query({ text, values })
    return rows
  }
