import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type Migration, readMigrations } from './migration-files.ts'
import { connectionFailure } from './unavailable.ts'

/** The migrations do not fit the database; the message says which one and what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

/** The same depth below the project's root from `src/` and from `dist/`. */
export const migrationsDirectory = fileURLToPath(
  new URL('../../prisma/migrations', import.meta.url),
)

// Table, checksums and lock are those of Prisma Migrate, so that `prisma migrate status`, `deploy` and
// `dev` go on where this runner stopped, and the other way round; the CLI is not part of an installation.
const LOCK = 72_707_369
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`

interface Recorded {
  name: string
  checksum: string
  finished: boolean
}

/**
 * Applies what the database lacks and returns the names of what it applied. Processes that migrate at
 * once wait for each other. Throws `MigrationError`, or `DatabaseUnavailableError` without a connection.
 */
export async function migrate(url: string, directory = migrationsDirectory): Promise<string[]> {
  const migrations = await readMigrations(directory)
  const client = new pg.Client({
    connectionString: url,
    application_name: 'atlas migrate',
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => {}) // the statement under way reports it
  await client.connect().catch((error: unknown) => {
    throw connectionFailure(url, error)
  })
  try {
    // A role, a database or the URL may set limits that fit requests; migrations take the time they need.
    await client.query('SET statement_timeout = 0; SET lock_timeout = 0')
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    return await applyMissing(client, migrations)
  } finally {
    await client.end() // and with the session goes its lock
  }
}

async function applyMissing(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  await client.query(TABLE)
  const { rows } = await client.query<Recorded>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  )
  refuseMismatch(migrations, rows)
  const missing = migrations.filter(({ name }) => !rows.some((row) => row.name === name))
  for (const migration of missing) await apply(client, migration)
  return missing.map(({ name }) => name)
}

function refuseMismatch(migrations: Migration[], recorded: Recorded[]): void {
  for (const { name, checksum, finished } of recorded) {
    if (!finished)
      throw new MigrationError(
        `Migration ${name} failed earlier and nothing can be applied after it. Mend what it left behind, then ` +
          `run "prisma migrate resolve --rolled-back ${name}" (it runs again) or "--applied ${name}" (it counts as done).`,
      )
    const migration = migrations.find((candidate) => candidate.name === name)
    if (migration === undefined)
      throw new MigrationError(
        `The database has a migration that this version does not know: ${name}. A newer version of the atlas ran on it; use that one.`,
      )
    if (!migration.checksums.includes(checksum))
      throw new MigrationError(
        `Migration ${name} was edited after it was applied here. Restore its file, and put the change into a new migration.`,
      )
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  const id = randomUUID()
  await client.query(
    'INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)',
    [id, migration.checksum, migration.name],
  )
  try {
    await client.query(migration.sql) // no parameters: one simple query, which Postgres runs as one transaction
  } catch (error) {
    const reason = describe(error, migration.sql)
    // Best effort: where the connection is what failed, the row without an end says enough.
    await client
      .query('ROLLBACK; RESET search_path')
      .then(() =>
        client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, reason]),
      )
      .catch(() => {})
    throw new MigrationError(
      `Migration ${migration.name} failed: ${reason}. ` +
        `Once its cause is mended, run "prisma migrate resolve --rolled-back ${migration.name}" and migrate again.`,
      { cause: error },
    )
  }
  await client.query(
    'UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = applied_steps_count + 1 WHERE id = $1',
    [id],
  )
}

function describe(error: unknown, sql: string): string {
  if (!(error instanceof pg.DatabaseError)) return String(error)
  const line =
    error.position === undefined
      ? ''
      : `, line ${sql.slice(0, Number(error.position)).split('\n').length}`
  return `${error.message} (${error.code ?? 'no code'}${line})`
}
