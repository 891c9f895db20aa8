import type pg from 'pg'
import type { Pool } from './database.ts'
import type { Queryable } from './queryable.ts'

/** Lets several statements read one state of the database, whatever is committed meanwhile. */
export async function inSnapshot<T>(
  pool: Pool,
  read: (snapshot: Queryable) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const result = await read(client)
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    await leave(client)
    throw error
  }
}

/** A connection that cannot even undo is not given to anybody else. */
async function leave(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('ROLLBACK')
    client.release()
  } catch {
    client.release(true)
  }
}
