import type { Db } from '../../database/database.ts'
import { queryableIn } from '../../database/queryable.ts'
import { gathered, storeTogether } from '../chunk.ts'
import { requireEmpty } from '../emptiness.ts'
import { DumpFault } from '../fault.ts'
import { type DumpLine, parseLine } from '../file.ts'
import { rowsOf } from './rows.ts'
import { EditorialManifest } from './schema.ts'
import * as store from './store.ts'
import { carriedTables, replacedTables } from './tables.ts'

const rowsAtOnce = 1000
const tables = carriedTables.map(({ name }) => name)

/**
 * Makes an empty atlas the one that a dump was taken from, in an open transaction; `lines` go on after the manifest.
 * Answers how many communities it has. Throws a `DumpFault`.
 */
export async function loadEditorial(
  tx: Db,
  file: string,
  manifestLine: DumpLine,
  lines: AsyncIterable<DumpLine>,
  done: (rows: number, of: number) => void,
): Promise<number> {
  const { counts } = await manifestOf(tx, file, manifestLine)
  const filled = tables.filter((name) => !replacedTables.includes(name))
  await requireEmpty(tx, file, filled)
  await store.restTriggers(tx)
  await store.deleteRows(tx, replacedTables)
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  let stored = 0
  const rows = rowsOf(file, manifestLine, lines, await store.listColumns(tx))
  for await (const group of gathered(rows, rowsAtOnce)) {
    await storeTogether(tx, file, group, (items) => {
      const texts = items.map(({ line }) => line.text)
      return store.insertLines(tx, group[0].kind, texts)
    })
    stored += group.length
    done(stored, total)
  }
  await refuseOtherCounts(tx, file, counts)
  await store.wakeTriggers(tx)
  await store.tellLastChange(tx)
  return counts['editorial.draft'] ?? 0
}

async function manifestOf(tx: Db, file: string, line: DumpLine): Promise<EditorialManifest> {
  const parsed = EditorialManifest.safeParse(parseLine(file, line))
  if (!parsed.success) {
    throw new DumpFault(
      file,
      'This version does not know dumps of this schemaVersion.',
      line.number,
    )
  }
  const here = await store.findMigration(queryableIn(tx))
  const { migration } = parsed.data
  if (migration === here) return parsed.data
  throw new DumpFault(
    file,
    `The dump was made at migration ${migration}, and this database is at ${here}. Load it with the version that ` +
      'made it, then start the other one on that database.',
    line.number,
  )
}

async function refuseOtherCounts(
  tx: Db,
  file: string,
  counts: EditorialManifest['counts'],
): Promise<void> {
  const stored = await store.countRows(queryableIn(tx), tables)
  const differing = tables.find((name) => stored.get(name) !== counts[name])
  if (differing === undefined) return
  throw new DumpFault(file, `The rows of ${differing} are not as many as the first line says.`)
}
