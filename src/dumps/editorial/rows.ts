import { createHash } from 'node:crypto'
import { DumpFault } from '../fault.ts'
import { type DumpLine, parseLine } from '../file.ts'
import { EditorialEnd, EditorialRow } from './schema.ts'

/** A line that is a row; `kind` is its table. */
export interface Row {
  line: DumpLine
  kind: string
}

/**
 * The rows of a dump, each looked at. Throws a `DumpFault` where a line is none, and at the end where that is not there
 * or the lines before it are not those of which it tells.
 */
export async function* rowsOf(
  file: string,
  manifest: DumpLine,
  lines: AsyncIterable<DumpLine>,
  columns: ReadonlyMap<string, ReadonlySet<string>>,
): AsyncGenerator<Row> {
  const hash = createHash('sha256').update(`${manifest.text}\n`)
  let told: string | null = null
  for await (const line of lines) {
    if (told !== null) throw new DumpFault(file, 'Something follows the last line.', line.number)
    const value = parseLine(file, line)
    const end = EditorialEnd.safeParse(value)
    if (end.success) {
      told = end.data.sha256
    } else {
      hash.update(`${line.text}\n`)
      yield { line, kind: tableOf(file, line, value, columns) }
    }
  }
  if (told === null) throw new DumpFault(file, 'The dump is incomplete: its last line is missing.')
  if (told !== hash.digest('hex')) {
    throw new DumpFault(file, 'The dump was altered after it was made: its checksum is another.')
  }
}

/** The table of a row. Throws where there is no such table, or a column too many or too few. */
function tableOf(
  file: string,
  { number }: DumpLine,
  value: unknown,
  columns: ReadonlyMap<string, ReadonlySet<string>>,
): string {
  const parsed = EditorialRow.safeParse(value)
  if (!parsed.success) throw new DumpFault(file, 'The line is neither a row nor the end.', number)
  const { table, row } = parsed.data
  const known = columns.get(table)
  if (!known) throw new DumpFault(file, `A dump has no table “${table}”.`, number)
  const unknown = Object.keys(row).find((name) => !known.has(name))
  if (unknown !== undefined) {
    throw new DumpFault(file, `The table ${table} has no column “${unknown}”.`, number)
  }
  const missing = [...known].find((name) => !Object.hasOwn(row, name))
  if (missing === undefined) return table
  throw new DumpFault(file, `The row of ${table} lacks its column “${missing}”.`, number)
}
