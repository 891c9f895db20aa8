import type { IncomingMessage } from 'node:http'
import { LRUCache } from 'lru-cache'
import { type Encoding, encode } from '../../http/encodings.ts'
import type { Encoded, ReadyAnswer } from '../../http/public-answer.ts'
import { type Head, type Shortcut, ShortcutIndex, type Way } from './shortcut-index.ts'
import { TagIndex } from './tag-index.ts'

/** What an entry takes beside its bytes and heads: its key, shortcuts and places in the indexes. */
const OVERHEAD_BYTES = 4096

/**
 * What a byte that is kept takes of the process. Answers come and go while others are kept, and leave what V8 collects
 * later and gaps that malloc cannot give back; `npm run bench -- --only memory` measures it.
 */
const COST_PER_BYTE = 2

/** Encoding so little saves no packet. */
const FEWEST_BYTES_TO_ENCODE = 1024

/** An answer in memory, with the encodings of it that somebody has asked for. */
export interface Kept {
  readonly answer: ReadyAnswer
  readonly encoded: Partial<Record<Encoding, Buffer>>
  /** What is written once of the heads that its variants are sent with. */
  readonly heads: Partial<Record<Encoding | 'identity', Head>>
  /** The shortcuts to it. */
  readonly ways: Way[]
}

/** Whether no better variant of an answer is being made for a client who accepts these. */
export const isBest = (
  { answer }: Kept,
  accepted: readonly Encoding[],
  encoded: Encoded | undefined,
): boolean => answer.bytes.length < FEWEST_BYTES_TO_ENCODE || encoded?.encoding === accepted[0]

/**
 * Public answers as bytes, the least recently read ones making room. It holds nothing while it is not `live`, that is
 * while nobody tells it what has changed.
 */
export class AnswerCache {
  readonly counts = { hits: 0, misses: 0, evictions: 0, invalidations: 0 }
  readonly #kept: LRUCache<string, Kept> | null
  readonly #tags = new TagIndex()
  readonly #shortcuts = new ShortcutIndex()
  #loads = new Map<string, Promise<ReadyAnswer>>()
  /** Rises with every invalidation: what was loaded from before may be old. */
  #epoch = 0
  #live = false

  constructor(maxBytes: number) {
    this.#kept =
      maxBytes === 0
        ? null
        : new LRUCache<string, Kept>({
            maxSize: maxBytes,
            sizeCalculation: (kept, key) => sizeOf(kept) + 2 * key.length,
            dispose: (kept, key, reason) => {
              this.#tags.delete(key, kept.answer.tags)
              this.#shortcuts.delete(kept)
              if (reason === 'evict') this.counts.evictions += 1
            },
          })
  }

  get bytes(): number {
    return this.#kept?.calculatedSize ?? 0
  }

  get entries(): number {
    return this.#kept?.size ?? 0
  }

  get live(): boolean {
    return this.#live
  }

  /** The answer that is kept under a key, if it can be trusted now. */
  find(key: string): Kept | undefined {
    const kept = this.#live ? this.#kept?.get(key) : undefined
    if (kept) this.counts.hits += 1
    return kept
  }

  /** What is sent to those who ask like this, if it can be trusted now. */
  findShortcut(request: IncomingMessage): Shortcut | undefined {
    const shortcut = this.#shortcuts.find(request)
    return shortcut && this.find(shortcut.key) ? shortcut : undefined
  }

  addShortcut(request: IncomingMessage, shortcut: Shortcut): void {
    if (this.#kept?.peek(shortcut.key) === shortcut.kept) this.#shortcuts.add(request, shortcut)
  }

  /** Makes an answer and keeps it. Who asks for the same meanwhile gets the same, unless something has changed since. */
  async load(key: string, make: () => Promise<ReadyAnswer>): Promise<ReadyAnswer> {
    this.counts.misses += 1
    if (!this.#live || !this.#kept) return make()
    const underWay = this.#loads.get(key)
    if (underWay !== undefined) return underWay
    const loads = this.#loads
    const load = this.#loadAndKeep(key, make).finally(() => loads.delete(key))
    loads.set(key, load)
    return load
  }

  async #loadAndKeep(key: string, make: () => Promise<ReadyAnswer>): Promise<ReadyAnswer> {
    const began = this.#epoch
    const answer = await make()
    // What changed meanwhile may be missing in it. Its reader came before that; the next one shall see it.
    if (this.#epoch === began) this.#keep(key, { answer, encoded: {}, heads: {}, ways: [] })
    return answer
  }

  #keep(key: string, kept: Kept): void {
    this.#kept?.set(key, kept)
    if (this.#kept?.has(key)) this.#tags.add(key, kept.answer.tags)
  }

  /**
   * The best variant of a kept answer that is ready. One that is not is made for the readers to come, on another
   * thread, while this one gets what there is.
   */
  variantOf(key: string, kept: Kept, accepted: readonly Encoding[]): Encoded | undefined {
    if (kept.answer.bytes.length < FEWEST_BYTES_TO_ENCODE) return undefined
    const [best] = accepted
    if (best !== undefined && !(best in kept.encoded)) void this.#encode(key, kept, best)
    for (const encoding of accepted) {
      const bytes = kept.encoded[encoding]
      if (bytes && bytes.length > 0) return { encoding, bytes }
    }
    return undefined
  }

  async #encode(key: string, kept: Kept, encoding: Encoding): Promise<void> {
    // Says that it is being made, so that nobody makes it twice.
    kept.encoded[encoding] = Buffer.alloc(0)
    try {
      kept.encoded[encoding] = await encode[encoding](kept.answer.bytes)
    } catch {
      // There is no memory for it now: readers get the plain bytes, and the next one brings another try.
      delete kept.encoded[encoding]
    }
    // It is larger now, and others may have to make room. Only a new entry is measured.
    const now = this.#kept?.peek(key)
    if (now?.encoded === kept.encoded) this.#keep(key, { ...now, ways: [] })
  }

  /** Forgets every answer that depends on one of these tags. */
  invalidate(tags: readonly string[]): void {
    this.#begin()
    for (const key of this.#tags.keysOf(tags)) {
      this.#kept?.delete(key)
      this.counts.invalidations += 1
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#begin()
    this.#kept?.clear()
  }

  /** Goes on with what it knows, which must be made current before. */
  resume(): void {
    if (!this.#live) this.#begin()
    this.#live = true
  }

  /** Answers nothing until somebody tells it again what has changed. */
  suspend(): void {
    this.#begin()
    this.#live = false
  }

  #begin(): void {
    this.#epoch += 1
    this.#loads = new Map()
  }
}

function sizeOf({ answer, encoded }: Kept): number {
  const variants = Object.values(encoded).reduce((sum, bytes) => sum + bytes.length, 0)
  const fields = Object.values(answer.headers).reduce((sum, value) => sum + value.length, 0)
  return COST_PER_BYTE * (answer.bytes.length + variants + fields) + OVERHEAD_BYTES
}
