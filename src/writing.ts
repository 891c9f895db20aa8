import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/**
 * Writes chunks one after another, each once the one before has left, so that whoever makes them may use their memory
 * again. Leaves the target open. Throws where that is closed before, and stops the making then.
 */
export async function writeAll(chunks: AsyncIterable<Buffer>, target: Writable): Promise<void> {
  // What goes wrong is told by the write that meets it; unheard, it would end the process as well.
  target.on('error', () => {})
  for await (const chunk of chunks) await written(target, chunk)
}

function written(target: Writable, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = () => reject(target.errored ?? new Error('The reader has gone.'))
    // What is closed already may not call back at all.
    if (target.destroyed) return onClose()
    target.once('close', onClose)
    target.write(chunk, (error) => {
      target.off('close', onClose)
      if (error) reject(error)
      else resolve()
    })
  })
}

/** The same, packed by gzip. */
export async function writePacked(chunks: AsyncIterable<Buffer>, target: Writable): Promise<void> {
  const packing = createGzip()
  const packed = writeAll(chunks, packing).then(
    () => packing.end(),
    (error: unknown) => packing.destroy(error instanceof Error ? error : undefined),
  )
  await Promise.all([pipeline(packing, target, { end: false }), packed])
}
