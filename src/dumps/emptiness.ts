import type { Db } from '../database/database.ts'
import { queryableIn } from '../database/queryable.ts'
import { lockPublishing } from '../editorial/publishing/lock.ts'
import { DumpFault } from './fault.ts'
import * as store from './store.ts'

/**
 * Sees that nobody ever wrote anything into these tables, and keeps others from doing so before the end of the
 * transaction. Throws a `DumpFault` that says where something is.
 */
export async function requireEmpty(tx: Db, file: string, tables: readonly string[]): Promise<void> {
  await lockPublishing(tx)
  // The lock leaves the usual limit behind, and looks up by key; a load reads and writes whole tables.
  await store.liftLimits(tx)
  await store.lockTables(tx, tables)
  const filled = await store.listFilled(queryableIn(tx), tables)
  if (filled.length === 0) return
  throw new DumpFault(
    file,
    `A dump is loaded into an empty atlas, and this one has rows in ${filled.length} tables, ${filled[0]} for one. ` +
      'Name an empty database in DATABASE_URL, or another folder in DATA_DIR.',
  )
}
