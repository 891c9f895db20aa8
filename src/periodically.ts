import { setTimeout as delay } from 'node:timers/promises'

export interface Periodic {
  /** Lets what is under way end, and begins nothing new. */
  stop(): Promise<void>
}

/** Does something again and again, with a pause after each time. What it does must not throw. */
export function periodically(
  pauseMs: number,
  work: (stopped: AbortSignal) => Promise<void>,
): Periodic {
  const stopping = new AbortController()
  const running = repeat(pauseMs, work, stopping.signal)
  return {
    stop: () => {
      stopping.abort()
      return running
    },
  }
}

async function repeat(
  pauseMs: number,
  work: (stopped: AbortSignal) => Promise<void>,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    await work(stopped)
    // Being stopped ends the pause.
    await delay(pauseMs, undefined, { signal: stopped }).catch(() => {})
  }
}
