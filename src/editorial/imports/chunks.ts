import { setImmediate as breathe } from 'node:timers/promises'
import type { Item } from './item.ts'

/** One transaction takes up to this much: enough to share its costs, little enough to be short and to fit into memory. */
const most = { items: 64, bytes: 1_500_000 }

/** Gathers items that can be taken together: no two of a chunk say what the same community shall be. */
export async function* chunksOf(
  items: AsyncIterable<Item>,
  maxItems = most.items,
): AsyncGenerator<Item[]> {
  let chunk: Item[] = []
  let bytes = 0
  for await (const item of items) {
    const isFull = chunk.length >= maxItems || bytes + item.bytes > most.bytes
    const isThere = item.slug !== null && chunk.some(({ slug }) => slug === item.slug)
    if (chunk.length > 0 && (isFull || isThere)) {
      yield chunk
      chunk = []
      bytes = 0
    }
    chunk.push(item)
    bytes += item.bytes
    // An item takes a while to read. The chunk before is being stored meanwhile, and waits for nothing this way.
    await breathe()
  }
  if (chunk.length > 0) yield chunk
}
