import { copied } from './copying.ts'
import type { Pool } from './database.ts'
import type { Copyable, Queryable } from './queryable.ts'

/** One state of the database, whatever is committed meanwhile. It holds a connection until it is closed. */
export interface Snapshot extends Copyable {
  close(): Promise<void>
}

export async function openSnapshot(pool: Pool): Promise<Snapshot> {
  const client = await pool.connect()
  // Where the reader of a copy stops before its end, Postgres would go on sending.
  let broken = false
  async function* copyTexts(statement: string): AsyncGenerator<Buffer, void, void> {
    broken = true
    yield* copied(client, statement)
    broken = false
  }
  const close = async () => {
    try {
      if (!broken) await client.query('ROLLBACK')
    } catch {
      broken = true
    }
    // A connection that cannot even undo is not given to anybody else.
    client.release(broken)
  }
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    return { query: (statement) => client.query(statement), copyTexts, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Lets several statements read one state of the database, whatever is committed meanwhile. */
export async function inSnapshot<T>(
  pool: Pool,
  read: (snapshot: Queryable) => Promise<T>,
): Promise<T> {
  const snapshot = await openSnapshot(pool)
  try {
    return await read(snapshot)
  } finally {
    await snapshot.close()
  }
}
