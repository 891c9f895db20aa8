import type { Pool } from './database.ts'

/** Where the job queue keeps its tables, whatever the environment says. */
export const jobSchema = 'graphile_worker'

/** The number of the queue's newest migration. Where it is there, a start need not load the queue. */
const NEWEST = 19

/** Makes or brings up to date the tables of the job queue. Several processes may do so at once. */
export async function prepareJobs(pool: Pool, url: string): Promise<void> {
  if ((await newestMigration(pool)) === NEWEST) return
  const { Logger, runMigrations } = await import('graphile-worker')
  const logger = new Logger(() => () => {})
  await runMigrations({ connectionString: url, schema: jobSchema, logger })
}

/** The last migration of the queue that was applied here; null where none was. */
export async function newestMigration(pool: Pool): Promise<number | null> {
  const table = `${jobSchema}.migrations`
  const { rows } = await pool.query<{ there: boolean }>(
    'SELECT to_regclass($1) IS NOT NULL AS there',
    [table],
  )
  if (!rows[0]?.there) return null
  const applied = await pool.query<{ newest: number | null }>(
    `SELECT max(id) AS newest FROM ${table}`,
  )
  return applied.rows[0]?.newest ?? null
}
