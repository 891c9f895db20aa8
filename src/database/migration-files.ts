import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from './unavailable.ts'

export interface Migration {
  name: string
  sql: string
  /** What is recorded when it is applied: SHA-256 of the file as it is. */
  checksum: string
  /** What may stand in the database: Git may have changed the line ends since, which Prisma allows too. */
  checksums: string[]
}

/** The migrations of a folder in the order in which they apply; folders without a script are left out. */
export async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    throw new Error(`There is no folder of migrations at ${directory}.`, { cause: error })
  })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const migrations = await Promise.all(names.sort().map((name) => readMigration(directory, name)))
  return migrations.filter((migration) => migration !== null)
}

async function readMigration(directory: string, name: string): Promise<Migration | null> {
  const sql = await readFile(join(directory, name, 'migration.sql'), 'utf8').catch((error) => {
    // Git leaves empty folders behind when it switches to a branch without the migration.
    if (errorCode(error) === 'ENOENT') return null
    throw error
  })
  if (sql === null) return null
  const unix = sql.replaceAll('\r\n', '\n')
  const checksums = [sql, unix, unix.replaceAll('\n', '\r\n')].map(sha256)
  return { name, sql, checksum: sha256(sql), checksums }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
