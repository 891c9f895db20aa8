import type { Pool } from '../../../database/database.ts'
import type { Queryable } from '../../../database/queryable.ts'
import { openSnapshot } from '../../../database/snapshot.ts'
import type { BodyFormat } from '../../communities/projection.ts'
import { exportSchemaVersion } from './schema.ts'
import * as store from './store.ts'

/** How much to fetch at once: few round trips, and little in memory for a client that reads slowly. */
const chunkCharacters = 256 * 1024
const mostLines = 100

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
  { bodies, cursorAfter }: ExportOrder,
): AsyncGenerator<string, void, void> {
  const snapshot = await openSnapshot(pool)
  try {
    // The client sets the pace, and has limits of its own.
    await store.liftIdleLimit(snapshot)
    const { regions, communities, at, seq } = await store.readState(snapshot)
    yield asLine({
      type: 'manifest',
      schemaVersion: exportSchemaVersion,
      counts: { regions, communities },
      at,
    })
    yield* chunksOf(snapshot, store.allRegions)
    yield* chunksOf(snapshot, store.allCommunities(bodies))
    yield asLine({ type: 'end', cursor: cursorAfter(seq) })
  } finally {
    await snapshot.close()
  }
}

async function* chunksOf(snapshot: Queryable, statement: string): AsyncGenerator<string> {
  await store.openRows(snapshot, statement)
  let wanted = 10
  for (;;) {
    const lines = await store.fetchLines(snapshot, wanted)
    if (lines.length === 0) break
    const chunk = `${lines.join('\n')}\n`
    yield chunk
    const lineCharacters = chunk.length / lines.length
    wanted = Math.max(1, Math.min(mostLines, Math.floor(chunkCharacters / lineCharacters)))
  }
  await store.closeRows(snapshot)
}

const asLine = (line: object): string => `${JSON.stringify(line)}\n`
