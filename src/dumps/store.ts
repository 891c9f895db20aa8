import { z } from 'zod'
import type { Db } from '../database/database.ts'
import { type Queryable, queryableIn } from '../database/queryable.ts'

export async function lockTables(tx: Db, tables: readonly string[]): Promise<void> {
  const text = `LOCK TABLE ${tables.join(', ')} IN SHARE ROW EXCLUSIVE MODE`
  await queryableIn(tx).query({ text, values: [] })
}

/** Lets statements run for as long as it takes, and read whole tables, until the end of the transaction. */
export async function liftLimits(tx: Db): Promise<void> {
  await queryableIn(tx).query({ text: 'SET LOCAL statement_timeout = 0', values: [] })
  await queryableIn(tx).query({ text: 'SET LOCAL enable_seqscan TO DEFAULT', values: [] })
}

/** Those of these tables that have rows. */
export async function listFilled(
  database: Queryable,
  tables: readonly string[],
): Promise<string[]> {
  const asked = tables.map((name) => `SELECT '${name}' AS name WHERE EXISTS (SELECT FROM ${name})`)
  const { rows } = await database.query({ text: asked.join(' UNION ALL '), values: [] })
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name)
}

/** Does something inside a transaction; where it fails, nothing of it stays and the transaction goes on. */
export async function inSavepoint(tx: Db, work: () => Promise<void>): Promise<void> {
  const run = (text: string) => queryableIn(tx).query({ text, values: [] })
  await run('SAVEPOINT lines_of_dump')
  try {
    await work()
    await run('RELEASE lines_of_dump')
  } catch (error) {
    await run('ROLLBACK TO lines_of_dump')
    throw error
  }
}

/** Lets Postgres know, within a transaction that fills tables, how much there is now. */
export async function analyze(tx: Db, tables: readonly string[]): Promise<void> {
  await queryableIn(tx).query({ text: `ANALYZE ${tables.join(', ')}`, values: [] })
}
