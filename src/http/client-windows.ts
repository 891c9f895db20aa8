interface Window {
  used: number
  endsAt: number
}

/** How often each client has come in its present window, which begins with its first request. Times in milliseconds. */
export class ClientWindows {
  /** In the order in which they end. */
  readonly #windows = new Map<string, Window>()
  readonly #windowMs: number

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /** Counts a request; answers the requests of its window, itself among them, and when that ends. */
  count(client: string, now: number): Readonly<Window> {
    const known = this.#windows.get(client)
    if (known && known.endsAt > now) {
      known.used += 1
      return known
    }
    this.#forgetEnded(now)
    const window = { used: 1, endsAt: now + this.#windowMs }
    this.#windows.set(client, window)
    return window
  }

  #forgetEnded(now: number): void {
    for (const [client, { endsAt }] of this.#windows) {
      if (endsAt > now) return
      this.#windows.delete(client)
    }
  }
}
