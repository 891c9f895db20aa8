import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Problem } from '../../problem.ts'

/** A request's body on disk, where it needs no memory and waits for the database without the client. */
export interface BodyFile {
  handle: FileHandle
  /** SHA-256 of it all. */
  hash: Buffer
}

const newline = 0x0a
const maxBytes = 1_000_000_000

/** Receives a whole body. Throws 413 where it has more lines or bytes than it may, 400 where it breaks off. */
export async function receive(body: Readable, maxLines: number): Promise<BodyFile> {
  const handle = await openNameless()
  try {
    return { handle, hash: await copy(body, handle, maxLines) }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Without a name, the file is gone with the process, however that ends. */
async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `atlas-import-${randomUUID()}`)
  const handle = await open(path, 'wx+', 0o600)
  await unlink(path)
  return handle
}

async function copy(body: Readable, handle: FileHandle, maxLines: number): Promise<Buffer> {
  const hash = createHash('sha256')
  let [bytes, ended, open] = [0, 0, false]
  for await (const chunk of chunksOf(body)) {
    bytes += chunk.length
    ended += newlinesIn(chunk)
    open = chunk.at(-1) !== newline
    if (ended + Number(open) > maxLines) throw tooMuch(`${maxLines} lines`)
    if (bytes > maxBytes) throw tooMuch(`${maxBytes} bytes`)
    hash.update(chunk)
    await handle.writeFile(chunk)
  }
  return hash.digest()
}

async function* chunksOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    // Left open on refusals: the answer goes out on the same connection.
    yield* body.iterator({ destroyOnReturn: false })
  } catch (cause) {
    throw new Problem('invalid-request', { detail: 'The body broke off.', cause })
  }
}

const tooMuch = (limit: string) =>
  new Problem('content-too-large', {
    detail: `An import has up to ${limit}; nothing of this one was done. Split it.`,
  })

function newlinesIn(chunk: Buffer): number {
  let count = 0
  for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) count += 1
  return count
}
