import type { Pool } from '../../../database/database.ts'
import { lineChunks } from '../../../database/line-chunks.ts'
import type { Queryable } from '../../../database/queryable.ts'
import { openSnapshot } from '../../../database/snapshot.ts'
import type { BodyFormat } from '../../communities/projection.ts'
import { exportSchemaVersion } from './schema.ts'
import * as store from './store.ts'

export interface ExportOrder {
  bodies: readonly BodyFormat[]
  /** Makes the cursor that goes on after a change. */
  cursorAfter: (seq: number) => string
}

/**
 * Everything public as NDJSON, a few lines at a time, all of one moment. From its first chunk to its end it holds a
 * connection; whoever stops before has to `return` it.
 */
export async function* exportLines(
  pool: Pool,
  order: ExportOrder,
): AsyncGenerator<string, void, void> {
  const snapshot = await openSnapshot(pool)
  try {
    // The client sets the pace, and has limits of its own.
    await store.liftIdleLimit(snapshot)
    yield* exportLinesIn(snapshot, order)
  } finally {
    await snapshot.close()
  }
}

/** The same in an open transaction, which should see one state. */
export async function* exportLinesIn(
  transaction: Queryable,
  { bodies, cursorAfter }: ExportOrder,
): AsyncGenerator<string, void, void> {
  const { regions, communities, at, seq } = await store.readState(transaction)
  yield asLine({
    type: 'manifest',
    schemaVersion: exportSchemaVersion,
    counts: { regions, communities },
    at,
  })
  yield* lineChunks(transaction, store.allRegions)
  yield* lineChunks(transaction, store.allCommunities(bodies))
  yield asLine({ type: 'end', cursor: cursorAfter(seq) })
}

const asLine = (line: object): string => `${JSON.stringify(line)}\n`
