import type { Pool } from './database.ts'
import type { Queryable } from './queryable.ts'

/** One state of the database, whatever is committed meanwhile. It holds a connection until it is closed. */
export interface Snapshot extends Queryable {
  close(): Promise<void>
}

export async function openSnapshot(pool: Pool): Promise<Snapshot> {
  const client = await pool.connect()
  // The statement that is under way, or comes next, tells that the connection is gone.
  const ignore = () => {}
  client.on('error', ignore)
  const close = async () => {
    let broken = false
    try {
      await client.query('ROLLBACK')
    } catch {
      broken = true
    }
    client.off('error', ignore)
    // A connection that cannot even undo is not given to anybody else.
    client.release(broken)
  }
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    return { query: (statement) => client.query(statement), close }
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
