import type { Db } from './database.ts'

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

/** Lets statements sent by hand join an open transaction. */
export const queryableIn = (tx: Db): Queryable => ({
  query: async ({ text, values }) => ({
    rows: await tx.$queryRawUnsafe<unknown[]>(text, ...values),
  }),
})
