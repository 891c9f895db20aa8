import { randomBytes } from 'node:crypto'
import type pg from 'pg'

/** A key that the database keeps, made at the first call: it outlives restarts and is the same in every process. */
export async function loadSecret(pool: pg.Pool, name: string): Promise<Buffer> {
  await pool.query(
    'INSERT INTO published.secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
    [name, randomBytes(32)],
  )
  const { rows } = await pool.query<{ value: Buffer }>(
    'SELECT value FROM published.secret WHERE name = $1',
    [name],
  )
  const [row] = rows
  if (!row) throw new Error(`The secret “${name}” is gone.`)
  return row.value
}
