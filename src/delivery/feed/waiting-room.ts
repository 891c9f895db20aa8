import { unavailable } from '../../problem.ts'

/** Where requests wait for the feed to go on; none of them holds a connection to the database. */
export class WaitingRoom {
  readonly #places: number
  readonly #waiting = new Set<() => void>()
  /** How many places each client has. */
  readonly #taken = new Map<string, number>()
  /** The last change that this process has heard of. */
  #seq = 0n
  #closed = false

  constructor(places: number) {
    this.#places = places
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** Whether nobody is let in any more. */
  get closed(): boolean {
    return this.#closed
  }

  /** Calls everybody up where the feed has gone on. */
  tell(seq: bigint): void {
    if (seq <= this.#seq) return
    this.#seq = seq
    this.#callUp()
  }

  close(): void {
    this.#closed = true
    this.#callUp()
  }

  /**
   * Resolves once there is a change after this one, when the time is over, when the client has gone, and when the room
   * closes. Throws a 503 where there is no place left, or where the client has a quarter of them already; null is nobody
   * in particular.
   */
  async wait(seq: bigint, ms: number, gone: AbortSignal, client: string | null): Promise<void> {
    if (this.#closed || gone.aborted || this.#seq > seq) return
    if (this.#waiting.size >= this.#places || this.#hasEnough(client)) {
      throw unavailable('Too many requests wait for changes. Ask again without `wait`.', 5)
    }
    this.#count(client, 1)
    let leave = () => {}
    const called = new Promise<void>((resolve) => {
      leave = resolve
    })
    const timer = setTimeout(leave, ms)
    gone.addEventListener('abort', leave, { once: true })
    this.#waiting.add(leave)
    try {
      await called
    } finally {
      clearTimeout(timer)
      gone.removeEventListener('abort', leave)
      this.#waiting.delete(leave)
      this.#count(client, -1)
    }
  }

  #hasEnough(client: string | null): boolean {
    return client !== null && (this.#taken.get(client) ?? 0) >= Math.ceil(this.#places / 4)
  }

  #count(client: string | null, change: number): void {
    if (client === null) return
    const taken = (this.#taken.get(client) ?? 0) + change
    if (taken > 0) this.#taken.set(client, taken)
    else this.#taken.delete(client)
  }

  #callUp(): void {
    for (const callUp of this.#waiting) callUp()
  }
}
