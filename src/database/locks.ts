import type { Pool } from './database.ts'

/** Does something while no other process on this database does the same; they wait their turn. */
export async function exclusively<T>(pool: Pool, name: string, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('SET statement_timeout = 0')
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [name])
    return await work()
  } finally {
    // Ending the session frees the lock whatever state it is in.
    client.release(true)
  }
}
