import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Queryable } from './queryable.ts'

/** How often to make sure that the connection still stands; half of what an answer may be late. */
const BEAT_MS = 400
const ANSWER_WITHIN_MS = 500
const RECONNECT_MS = 250

interface Ears {
  channel: string
  /** Once the connection stands, at every notification, and at every beat in between. */
  heard: (connection: Queryable) => Promise<void>
  /** Whatever is notified from now on is not heard until `heard` comes again. */
  lost: (error: unknown) => void
}

export interface Listener {
  close(): Promise<void>
}

/**
 * Listens on a channel with a connection of its own, and makes a new one whenever it breaks. A connection that hangs
 * without a word counts as broken within a second.
 */
export function listen(url: string, ears: Ears): Listener {
  const stop = new AbortController()
  const ended = listenOn(url, ears, stop.signal)
  return {
    close: () => {
      stop.abort()
      return ended
    },
  }
}

async function listenOn(url: string, ears: Ears, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    try {
      await hold(url, ears, stopped)
    } catch (error) {
      ears.lost(error)
    }
    await pause(RECONNECT_MS, stopped)
  }
}

/** Holds one connection until it breaks, which throws, or until the listener is closed. */
async function hold(url: string, { channel, heard }: Ears, stopped: AbortSignal): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'atlas listener',
    connectionTimeoutMillis: 2000,
    query_timeout: ANSWER_WITHIN_MS,
    keepAlive: true,
  })
  const signals = new Signals()
  client.on('notification', () => signals.wake())
  client.on('error', (error) => signals.fail(error))
  client.on('end', () => signals.fail(new Error('The listening connection has ended.')))
  try {
    await client.connect()
    await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    while (!stopped.aborted) {
      await heard(client)
      await signals.next(stopped)
    }
  } finally {
    // One that hangs does not answer a goodbye either. Nor shall that keep a process from its end.
    await Promise.race([client.end(), delay(ANSWER_WITHIN_MS, undefined, { ref: false })])
  }
}

/** What happens on a connection, so that one loop can wait for it. */
class Signals {
  #woken = false
  #failure: unknown
  #waker: AbortController | undefined

  wake(): void {
    this.#woken = true
    this.#waker?.abort()
  }

  fail(error: unknown): void {
    this.#failure ??= error
    this.wake()
  }

  /** Resolves at the next notification, at the latest after a beat; throws where the connection has failed. */
  async next(stopped: AbortSignal): Promise<void> {
    this.#waker = new AbortController()
    if (!this.#woken) await pause(BEAT_MS, AbortSignal.any([this.#waker.signal, stopped]))
    this.#woken = false
    if (this.#failure !== undefined) throw this.#failure
  }
}

/** Waits, or stops waiting when it is told to. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined)
