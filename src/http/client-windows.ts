/** How often a client has come in its present window. Times in milliseconds. */
export interface Window {
  used: number
  readonly endsAt: number
}

/** The present window of each client, which begins with the first request that counts. */
export class ClientWindows {
  /** In the order in which they end. */
  readonly #windows = new Map<string, Window>()
  readonly #windowMs: number

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /** The window of a client who asks for something that does not count. */
  look(client: string, now: number): Window {
    const known = this.#windows.get(client)
    return known && known.endsAt > now ? known : { used: 0, endsAt: now + this.#windowMs }
  }

  /** Counts a request; answers its window, in which it is counted already. */
  count(client: string, now: number): Window {
    const window = this.look(client, now)
    if (window.used === 0) {
      this.#forgetEnded(now)
      this.#windows.delete(client)
      this.#windows.set(client, window)
    }
    window.used += 1
    return window
  }

  #forgetEnded(now: number): void {
    for (const [client, { endsAt }] of this.#windows) {
      if (endsAt > now) return
      this.#windows.delete(client)
    }
  }
}
