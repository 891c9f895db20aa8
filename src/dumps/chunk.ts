import { z } from 'zod'
import type { Db } from '../database/database.ts'
import { Problem } from '../problem.ts'
import { DumpFault } from './fault.ts'
import type { DumpLine } from './file.ts'
import { inSavepoint } from './store.ts'

/** What a line became on its way into the database. */
export interface Read {
  line: DumpLine
}

/** Stores what some lines say at once. Throws a `DumpFault` that names the first line that is refused. */
export async function storeTogether<T extends Read>(
  tx: Db,
  file: string,
  items: readonly T[],
  store: (items: readonly T[]) => Promise<void>,
): Promise<void> {
  if (items.length === 0) return
  try {
    await inSavepoint(tx, () => store(items))
  } catch (error) {
    if (!blamesContent(error)) throw error
    // One at a time, the one that is wrong shows itself.
    for (const item of items) {
      await inSavepoint(tx, () => store([item])).catch((cause: unknown) => {
        throw new DumpFault(file, `It is refused: ${reasonOf(cause)}`, item.line.number, { cause })
      })
    }
  }
}

/** Whether it is what the lines say that was refused: a rule of ours, or wrong data (SQLSTATE classes 22 and 23). */
function blamesContent(error: unknown, depth = 0): boolean {
  if (error instanceof Problem) return error.status < 500
  if (!(error instanceof Error) || depth > 5) return false
  const code = 'code' in error ? String(error.code) : ''
  return (
    /^(2[23]\w{3}|P2\d{3})$/.test(code) ||
    error instanceof z.ZodError ||
    blamesContent(error.cause, depth + 1)
  )
}

function reasonOf(error: unknown): string {
  if (error instanceof Problem)
    return [error.message, ...error.faults.map(({ detail }) => detail)].join(' ')
  return error instanceof Error ? error.message : String(error)
}

const mostCharacters = 1_000_000

/** Items in groups that are good to store at once, each of lines of one kind. */
export async function* gathered<T extends Read & { kind: string }>(
  items: AsyncIterable<T>,
  most: number,
): AsyncGenerator<[T, ...T[]]> {
  let group: T[] = []
  let characters = 0
  for await (const item of items) {
    const [first] = group
    const isFull = group.length >= most || characters >= mostCharacters
    if (first && (isFull || first.kind !== item.kind)) {
      yield [first, ...group.slice(1)]
      group = []
      characters = 0
    }
    group.push(item)
    characters += item.line.text.length
  }
  const [first, ...rest] = group
  if (first) yield [first, ...rest]
}
