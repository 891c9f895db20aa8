import type { Database } from '../../database/database.ts'
import { type Listener, listen } from '../../database/listener.ts'
import type { Queryable } from '../../database/queryable.ts'
import type { AnswerCache } from './answer-cache.ts'
import { findLastSeq, listChangesAfter } from './store.ts'

const CHUNK = 500

/** Tells a cache what publications affect, those of other processes too. */
export class Follower {
  readonly #database: Pick<Database, 'pool' | 'url'>
  readonly #cache: AnswerCache
  readonly #moved: (seq: bigint) => void
  #seq: bigint | null = null
  #listener: Listener | undefined

  /** `moved` is told where the feed ends, whenever that may have changed. */
  constructor(
    database: Pick<Database, 'pool' | 'url'>,
    cache: AnswerCache,
    moved: (seq: bigint) => void,
  ) {
    this.#database = database
    this.#cache = cache
    this.#moved = moved
  }

  /** Follows from now on; until the connection stands, the cache answers nothing. */
  start(onLost: (error: unknown) => void): void {
    this.#listener ??= listen(this.#database.url, {
      channel: 'atlas_changes',
      heard: async (connection) => {
        await this.#readOn(connection)
        this.#cache.resume()
      },
      lost: (error) => {
        if (this.#cache.live) onLost(error)
        this.#cache.suspend()
      },
    })
  }

  async stop(): Promise<void> {
    await this.#listener?.close()
    this.#cache.suspend()
  }

  /** After it, the cache has nothing that is older than what was committed before. */
  async catchUp(): Promise<void> {
    if (this.#seq !== null) await this.#readOn(this.#database.pool)
  }

  async #readOn(connection: Queryable): Promise<void> {
    this.#seq ??= await findLastSeq(connection)
    for (;;) {
      const changes = await listChangesAfter(connection, this.#seq, CHUNK)
      for (const { seq, tags } of changes) this.#apply(seq, tags)
      this.#moved(this.#seq)
      if (changes.length < CHUNK) return
    }
  }

  #apply(seq: bigint, tags: readonly string[]): void {
    const known = this.#seq ?? 0n
    // A notification and a write of this process may both have read it.
    if (seq <= known) return
    // The feed has no gaps but where its beginning was cut off: then nobody can say what the missing part affected.
    if (seq === known + 1n) this.#cache.invalidate(tags)
    else this.#cache.clear()
    this.#seq = seq
  }
}
