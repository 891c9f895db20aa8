import type { Pool } from '../../../database/database.ts'
import type { Copyable } from '../../../database/queryable.ts'
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
 * Everything public as NDJSON, some lines at a time, all of one moment. From its first chunk to its end it holds a
 * connection; whoever stops before has to `return` it.
 */
export async function* exportLines(
  pool: Pool,
  order: ExportOrder,
): AsyncGenerator<Buffer, void, void> {
  const snapshot = await openSnapshot(pool)
  try {
    // The client sets the pace, and has limits of its own.
    await store.liftLimits(snapshot)
    yield* exportLinesIn(snapshot, order)
  } finally {
    await snapshot.close()
  }
}

/** The same in an open transaction, which should see one state. */
export async function* exportLinesIn(
  transaction: Copyable,
  { bodies, cursorAfter }: ExportOrder,
): AsyncGenerator<Buffer, void, void> {
  const { regions, communities, at, seq } = await store.readState(transaction)
  yield asLine({
    type: 'manifest',
    schemaVersion: exportSchemaVersion,
    counts: { regions, communities },
    at,
  })
  yield* transaction.copyTexts(store.allRegions)
  yield* transaction.copyTexts(store.allCommunities(bodies))
  yield asLine({ type: 'end', cursor: cursorAfter(seq) })
}

const asLine = (line: object): Buffer => Buffer.from(`${JSON.stringify(line)}\n`)
