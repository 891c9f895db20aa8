import { createWriteStream, type WriteStream } from 'node:fs'
import { realpath, rename, rm, stat } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { Command } from 'commander'
import type { Pool } from '../database/database.ts'
import { loadSecret } from '../database/secrets.ts'
import { sealFeedCursor } from '../delivery/feed/cursor.ts'
import { exportLines } from '../delivery/feed/export/service.ts'
import { editorialLines } from '../dumps/editorial/writing.ts'
import { CursorSeal } from '../http/pagination.ts'
import { writeAll, writePacked } from '../writing.ts'
import { tell } from './terminal.ts'
import { withAtlas } from './with-atlas.ts'

interface Options {
  output?: string
  editorial?: boolean
}

export const exportCommand = (): Command =>
  new Command('export')
    .description('write everything public as NDJSON, as GET /v1/export does')
    .option('--output <file>', 'instead of stdout; packed where the name ends in .gz')
    .option(
      '--editorial',
      'the whole instance instead, with drafts, history and secrets: needs --output',
    )
    .action(({ output, editorial = false }: Options, command: Command) => {
      if (editorial && output === undefined) {
        command.error('error: --editorial needs --output: what it writes is not for everyone')
      }
      return withAtlas(async ({ pool }) => {
        const lines = editorial ? editorialLines(pool) : await publicLines(pool)
        if (output === undefined) await writeAll(lines, process.stdout)
        else await writeWhole(lines, output, editorial ? 0o600 : 0o666)
      })
    })

async function publicLines(pool: Pool): Promise<AsyncGenerator<Buffer>> {
  const seal = new CursorSeal(await loadSecret(pool, 'cursor'))
  const cursorAfter = (seq: number) => sealFeedCursor(seal, seq)
  return exportLines(pool, { bodies: ['markdown'], cursorAfter })
}

async function writeInto(
  target: WriteStream,
  lines: AsyncIterable<Buffer>,
  file: string,
): Promise<void> {
  const write = file.endsWith('.gz') ? writePacked : writeAll
  await write(lines, target)
  target.end()
  await finished(target)
}

/** The file is there when it is complete, and not before. */
async function writeWhole(lines: AsyncIterable<Buffer>, file: string, mode: number): Promise<void> {
  const standing = await stat(file).catch(() => null)
  // A device or a pipe takes what comes, and stays what it is.
  if (standing && !standing.isFile()) return writeInto(createWriteStream(file), lines, file)
  const place = standing ? await realpath(file) : file
  const partial = `${place}.part`
  // One that was left behind may be open to others.
  await rm(partial, { force: true })
  const target = createWriteStream(partial, { mode, flags: 'wx' })
  try {
    await writeInto(target, lines, file)
    await rename(partial, place)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  tell(`Wrote ${file}.`)
}
