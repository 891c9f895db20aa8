import { z } from 'zod'
import type { Queryable } from './queryable.ts'

/** How much to fetch at once: few round trips, and little in memory for a reader that is slow. */
const chunkCharacters = 256 * 1024
const mostLines = 100

/**
 * The texts that a statement answers in its column `line`, a line each, some at a time. It needs an open transaction,
 * which has one such statement under way at once.
 */
export async function* lineChunks(
  transaction: Queryable,
  statement: string,
): AsyncGenerator<string> {
  const run = (text: string) => transaction.query({ text, values: [] })
  await run(`DECLARE lines NO SCROLL CURSOR FOR ${statement}`)
  let wanted = 10
  for (;;) {
    const { rows } = await run(`FETCH FORWARD ${wanted} FROM lines`)
    const lines = Lines.parse(rows)
    if (lines.length === 0) break
    const chunk = lines.map(({ line }) => `${line}\n`).join('')
    yield chunk
    wanted = linesWorth(chunk.length / lines.length)
  }
  await run('CLOSE lines')
}

const Lines = z.array(z.object({ line: z.string() }))

const linesWorth = (lineCharacters: number): number =>
  Math.max(1, Math.min(mostLines, Math.floor(chunkCharacters / lineCharacters)))
