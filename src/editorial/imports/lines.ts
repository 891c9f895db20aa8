import type { FileHandle } from 'node:fs/promises'

export interface Line {
  /** Counted from 1, blank lines too. */
  number: number
  /** Without its end; null where it is longer than it may be. */
  bytes: Buffer<ArrayBuffer> | null
}

const newline = 0x0a
const chunkBytes = 65_536

/** The lines of a file that are not blank, one after another: no more than one of them is in memory. */
export const linesOf = (handle: FileHandle, maxBytes: number): AsyncGenerator<Line> =>
  linesIn(chunksOf(handle), maxBytes)

/** The same of bytes that come in parts. */
export async function* linesIn(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Line> {
  let number = 1
  let line = new Gathering(maxBytes)
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      line.add(chunk.subarray(from, end))
      if (!line.isBlank()) yield { number, bytes: line.bytes() }
      line = new Gathering(maxBytes)
      number += 1
      from = end + 1
    }
    line.add(chunk.subarray(from))
  }
  if (!line.isBlank()) yield { number, bytes: line.bytes() }
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const buffer = Buffer.alloc(chunkBytes)
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

/** The parts of one line, let go once they are too many. */
class Gathering {
  readonly #maxBytes: number
  #parts: Buffer[] = []
  #length = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  add(part: Buffer): void {
    this.#length += part.length
    if (this.#length > this.#maxBytes) this.#parts = []
    else if (part.length > 0) this.#parts.push(part)
  }

  isBlank(): boolean {
    return this.#length <= this.#maxBytes && this.#parts.every(isBlank)
  }

  bytes(): Buffer<ArrayBuffer> | null {
    return this.#length > this.#maxBytes ? null : Buffer.concat(this.#parts)
  }
}

const isBlank = (part: Buffer): boolean =>
  part.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)
