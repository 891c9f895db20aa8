import { type Send, withBody } from './send.ts'

/** When and how often to send a request again. */
export interface RetryPolicy {
  /** How often at most, after the first time. */
  retries: number
  /** The pause before the first of them where the server names none; it doubles each time, less a random part. */
  pauseMs: number
  /** The longest pause. A server that asks for more is taken at its word: its answer stands, and nothing is sent again. */
  longestPauseMs: number
}

export const usualRetries: RetryPolicy = { retries: 5, pauseMs: 300, longestPauseMs: 60_000 }

/**
 * Sends a request again after a network fault, and where the server answers that it cannot take it now. Only what may
 * be sent twice: reads, and what bears an `Idempotency-Key`.
 */
export const withRetries =
  (send: Send, policy: RetryPolicy): Send =>
  async (request) => {
    for (let tried = 0; ; tried += 1) {
      const isLast = tried >= policy.retries
      const outcome = await attempt(send, request, isLast)
      const mayRepeat = !isLast && isRepeatable(request, outcome)
      const pause = mayRepeat ? pauseAfter(outcome, tried, policy) : null
      if (pause === null) return settle(outcome)
      if (outcome instanceof Response) await outcome.body?.cancel()
      await sleep(pause, request.signal)
    }
  }

/** A response, or what was thrown in place of one. */
type Outcome = Response | { thrown: unknown }

async function attempt(send: Send, request: Request, isLast: boolean): Promise<Outcome> {
  try {
    // What was sent is used up.
    return await arrived(await send(isLast ? request : request.clone()))
  } catch (thrown) {
    if (request.signal.aborted) throw thrown
    return { thrown }
  }
}

/** Waits for all of a body that is no stream: a connection may break in the middle of it too. */
async function arrived(response: Response): Promise<Response> {
  if (!response.body || !/[/+]json\b/.test(response.headers.get('content-type') ?? '')) {
    return response
  }
  return withBody(await response.arrayBuffer(), response)
}

function settle(outcome: Outcome): Response {
  if (outcome instanceof Response) return outcome
  throw outcome.thrown
}

/** Reads, and writes that bear a key for it; and whoever came too often was not listened to, whatever it was. */
const isRepeatable = ({ method, headers }: Request, outcome: Outcome): boolean =>
  method === 'GET' ||
  method === 'HEAD' ||
  headers.has('idempotency-key') ||
  (outcome instanceof Response && outcome.status === 429)

const passing = new Set([429, 502, 503, 504])

/** How long to wait before the next try; null where the outcome stands. */
function pauseAfter(outcome: Outcome, tried: number, policy: RetryPolicy): number | null {
  const backOff = Math.min(policy.pauseMs * 2 ** tried, policy.longestPauseMs)
  const spread = Math.random() * backOff
  if (!(outcome instanceof Response)) return spread
  const asked = retryAfterMs(outcome)
  // A first request with the same `Idempotency-Key` that is still under way answers so.
  const isPassing = passing.has(outcome.status) || (outcome.status === 409 && asked !== null)
  if (!isPassing || (asked ?? 0) > policy.longestPauseMs) return null
  // Those who were all told the same shall not come back at the same moment.
  return asked === null ? spread : asked + spread / 2
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110). */
function retryAfterMs({ headers }: Response): number | null {
  const value = headers.get('retry-after')
  if (value === null) return null
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000
  const until = Date.parse(value)
  return Number.isNaN(until) ? null : Math.max(0, until - Date.now())
}

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
