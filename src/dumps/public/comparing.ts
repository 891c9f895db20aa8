import type { Db } from '../../database/database.ts'
import { copyableIn } from '../../database/queryable.ts'
import { exportLinesIn } from '../../delivery/feed/export/service.ts'
import { DumpFault } from '../fault.ts'
import { readLines } from '../file.ts'

/**
 * Sees that an export of what was stored would be the dump again, but for the last line, whose cursor is the
 * instance's own. Throws a `DumpFault` that names the first line that would differ.
 */
export async function requireSameExport(tx: Db, file: string): Promise<void> {
  const exported = linesOf(
    exportLinesIn(copyableIn(tx), { bodies: ['markdown'], cursorAfter: () => '' }),
  )
  let before: { number: number; same: boolean } | null = null
  try {
    for await (const { number, text } of readLines(file)) {
      // The last line is known by that none follows.
      if (before && !before.same) throw different(file, before.number)
      before = { number, same: (await exported.next()).value === text }
    }
  } finally {
    // Before the end, the connection could not even undo the transaction.
    while (!(await exported.next()).done);
  }
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, undefined> {
  for await (const chunk of chunks) yield* chunk.toString('utf8', 0, chunk.length - 1).split('\n')
  return undefined
}

const different = (file: string, line: number) =>
  new DumpFault(
    file,
    'An atlas with what the line says would export it differently. Load dumps that were made without `bodyFormat`, ' +
      'and with the version of the atlas that made them.',
    line,
  )
