/**
 * A mirror of an atlas in one file. It takes a dump, follows what changes, and answers from its own copy: a line on
 * stdin that names a region is answered with the communities in it. Killed at any time, it goes on where it was.
 *
 *     npx tsx docs/examples/mirror.ts http://127.0.0.1:3000 mirror.ndjson
 */
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import {
  CursorExpired,
  createAtlas,
  type WholeCommunity,
  type WholeRegion,
} from 'culture-atlas/client'

type Resource = WholeCommunity | WholeRegion
type Line = Resource | { type: 'gone'; id: string } | { type: 'end'; cursor: string }

const [baseUrl = 'http://127.0.0.1:3000', file = 'mirror.ndjson'] = process.argv.slice(2)
const atlas = createAtlas({ baseUrl, retry: { retries: 1000, longestPauseMs: 10_000 } })
const resources = new Map<string, Resource>()
let cursor = ''

/** Takes over what a page or a dump says, up to the cursor that ends it. */
function take(lines: readonly Line[]): void {
  for (const line of lines) {
    if (line.type === 'end') cursor = line.cursor
    else if (line.type === 'gone') resources.delete(line.id)
    else resources.set(line.id, line)
  }
}

const written = (lines: readonly Line[]) =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('')

/** Replaces the file as a whole: what was there before is there until the new one is complete. */
function replaceFile(): void {
  writeFileSync(`${file}.new`, written([...resources.values(), { type: 'end', cursor }]))
  renameSync(`${file}.new`, file)
}

async function takeDump(): Promise<void> {
  const lines: Line[] = []
  for await (const line of atlas.dump()) if (line.type !== 'manifest') lines.push(line)
  resources.clear()
  take(lines)
  replaceFile()
}

/** Reads the file of an earlier run. What stands after its last cursor, a kill cut off: it comes again. */
function resume(): void {
  let page: Line[] = []
  for (const text of readFileSync(file, 'utf8').split('\n').slice(0, -1)) {
    page.push(JSON.parse(text))
    if (page.at(-1)?.type !== 'end') continue
    take(page)
    page = []
  }
  replaceFile()
}

async function follow(): Promise<never> {
  for (;;) {
    try {
      const pages = atlas.changePages({ cursor, wait: 30, include: ['resource'] })
      for await (const page of pages) {
        const lines: Line[] = page.changes.map(
          ({ resource, current }) => current ?? { type: 'gone', id: resource.id },
        )
        lines.push({ type: 'end', cursor: page.cursor })
        if (page.cursor !== cursor) appendFileSync(file, written(lines))
        take(lines)
      }
    } catch (error) {
      if (!(error instanceof CursorExpired)) throw error
      await takeDump() // away for longer than the feed reaches back
    }
  }
}

/** A question that the copy answers, not the server. */
const titlesIn = (slug: string): string[] =>
  [...resources.values()].flatMap((each) => {
    const isThere = each.type === 'community' && each.regions.some((region) => region.slug === slug)
    return isThere ? [each.title] : []
  })

if (existsSync(file)) resume()
else await takeDump()
createInterface({ input: process.stdin }).on('line', (slug) => {
  process.stdout.write(`${JSON.stringify(titlesIn(slug).sort())}\n`)
})
await follow()
