import { createHash } from 'node:crypto'
import type { Pool } from '../../database/database.ts'
import { openSnapshot } from '../../database/snapshot.ts'
import { editorialSchemaVersion } from './schema.ts'
import * as store from './store.ts'
import { carriedTables } from './tables.ts'

/**
 * A whole instance as NDJSON, drafts and history included, some lines at a time, all of one moment. Whoever stops
 * before its end has to `return` it.
 */
export async function* editorialLines(pool: Pool): AsyncGenerator<Buffer, void, void> {
  const snapshot = await openSnapshot(pool)
  const hash = createHash('sha256')
  const hashed = (lines: Buffer): Buffer => {
    hash.update(lines)
    return lines
  }
  try {
    await store.writePlainly(snapshot)
    const tables = carriedTables.map(({ name }) => name)
    yield hashed(
      asLine({
        type: 'manifest',
        editorial: true,
        schemaVersion: editorialSchemaVersion,
        migration: await store.findMigration(snapshot),
        counts: Object.fromEntries(await store.countRows(snapshot, tables)),
      }),
    )
    for (const table of carriedTables) {
      for await (const lines of snapshot.copyTexts(store.rowLines(table))) yield hashed(lines)
    }
    yield asLine({ type: 'end', sha256: hash.digest('hex') })
  } finally {
    await snapshot.close()
  }
}

const asLine = (line: object): Buffer => Buffer.from(`${JSON.stringify(line)}\n`)
