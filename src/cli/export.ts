import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { Command } from 'commander'
import { loadSecret } from '../database/secrets.ts'
import { sealFeedCursor } from '../delivery/feed/cursor.ts'
import { exportLines } from '../delivery/feed/export/service.ts'
import { CursorSeal } from '../http/pagination.ts'
import { tell } from './terminal.ts'
import { withAtlas } from './with-atlas.ts'

export const exportCommand = (): Command =>
  new Command('export')
    .description('write everything public as NDJSON, as GET /v1/export does')
    .option('--output <file>', 'instead of stdout; packed where the name ends in .gz')
    .action(({ output }: { output?: string }) =>
      withAtlas(async ({ pool }) => {
        const seal = new CursorSeal(await loadSecret(pool, 'cursor'))
        const cursorAfter = (seq: number) => sealFeedCursor(seal, seq)
        const lines = Readable.from(exportLines(pool, { bodies: ['markdown'], cursorAfter }), {
          highWaterMark: 1,
        })
        if (output === undefined) await pipeline(lines, process.stdout, { end: false })
        else await writeWhole(lines, output)
      }),
    )

/** The file is there when it is complete, and not before. */
async function writeWhole(lines: Readable, file: string): Promise<void> {
  const partial = `${file}.part`
  const target = createWriteStream(partial)
  if (file.endsWith('.gz')) await pipeline(lines, createGzip(), target)
  else await pipeline(lines, target)
  await rename(partial, file)
  tell(`Wrote ${file}.`)
}
