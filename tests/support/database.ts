import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/open.ts'
import { createDatabase, onServer, urlOf } from './postgres.ts'

export interface TestDatabase extends Database {
  name: string
}

/** A database of its own for a test file, migrated; `close` drops it. */
export function freshDatabase(): Promise<TestDatabase> {
  return openNew(inject('templateDatabase'))
}

/** A database without any table, for tests of migrations; `close` drops it. */
export function emptyDatabase(): Promise<TestDatabase> {
  return openNew('template0')
}

async function openNew(template: string): Promise<TestDatabase> {
  const server = inject('serverUrl')
  const name = `${inject('databasePrefix')}${randomUUID().slice(0, 8)}`
  await createDatabase(server, name, template)
  const database = await openDatabase(
    { DATABASE_URL: urlOf(server, name), DATA_DIR: 'unused' },
    { maxConnections: 5 },
  )
  return {
    ...database,
    name,
    close: async () => {
      await database.close()
      await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}
