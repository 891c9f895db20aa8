import { open, readFile, rename, truncate, writeFile } from 'node:fs/promises'
import { dump, Mirror, Page } from './mirror.ts'

/** The files in which a mirror outlives its process: a dump, and every page after it, a line each. */
const filesIn = (folder: string) => ({ dump: `${folder}/dump.ndjson`, pages: `${folder}/pages` })

/** The mirror as far as it was kept; what a kill cut off in the middle never happened. */
export async function keptMirror(folder: string): Promise<Mirror> {
  const files = filesIn(folder)
  const mirror = new Mirror()
  mirror.load(await readFile(files.dump, 'utf8'))
  const text = await readFile(files.pages, 'utf8').catch(() => '')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole !== text) await truncate(files.pages, Buffer.byteLength(whole))
  for (const line of whole.split('\n').slice(0, -1)) mirror.take(Page.parse(JSON.parse(line)))
  return mirror
}

/** Keeps a mirror of an atlas for as long as the process lives. */
export async function keepMirror(url: string, folder: string): Promise<never> {
  const files = filesIn(folder)
  const isThere = await readFile(files.dump).then(Boolean, () => false)
  if (!isThere) {
    await writeFile(`${files.dump}.part`, await dump(url))
    await rename(`${files.dump}.part`, files.dump)
  }
  const mirror = await keptMirror(folder)
  const pages = await open(files.pages, 'a')
  for (;;) {
    const page = await mirror.read(url, 1)
    // One line has the changes and where to go on: both are kept, or neither.
    await pages.writeFile(`${JSON.stringify(page)}\n`)
    await pages.sync()
    mirror.take(page)
  }
}
