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

/** Lets statements sent by hand join an open transaction, or go by the pool where there is none. */
export function queryableIn(db: Db): Queryable {
  const queryable = sessionClient(db) ?? sharedPool(db)
  if (!queryable) throw new Error('This transaction was begun by Prisma itself.')
  return queryable
}

/**
 * Sends a statement that is written as a template, in an open transaction or beside one; answers its rows. A
 * connection plans it once.
 */
export const sql =
  (db: Db) =>
  async (parts: TemplateStringsArray, ...values: unknown[]): Promise<unknown[]> => {
    const { rows } = await queryableIn(db).query({ ...statementOf(parts), values })
    return rows
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
