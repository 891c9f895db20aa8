import type { LookupFunction } from 'node:net'
import { isIP } from 'node:net'
import { Agent, buildConnector, request } from 'undici'
import { errorCode } from '../../../database/unavailable.ts'
import { addressesOf, isAllowedPlain, type Routing } from './receiver.ts'

/** What came of one try. */
export interface Outcome {
  /** Of the answer; null where there was none. */
  status: number | null
  /** Why there was no answer; null where there was one. */
  error: string | null
  /** How long the receiver asks to be left alone. */
  retryAfterMs: number | null
}

/** One request to a receiver. */
interface Letter {
  url: string
  headers: Record<string, string>
  body: string
}

/** Sends requests to receivers: without proxies, without following redirects, and to nowhere that is not allowed. */
export interface Sender {
  send(letter: Letter): Promise<Outcome>
  close(): Promise<void>
}

/** What is read of an answer before its connection is given up: nobody looks at it. */
const readBytes = 16_384

export function openSender(routing: Routing, timeoutMs: number): Sender {
  const agent = new Agent({
    connect: guardedConnector(routing, timeoutMs),
    keepAliveTimeout: 1000,
    keepAliveMaxTimeout: 5000,
    maxHeaderSize: readBytes,
  })
  return {
    send: (letter) => send(agent, routing, letter, timeoutMs),
    close: () => agent.close(),
  }
}

/**
 * Looks at every address that is connected to: names where they are looked up for the connection, so that a second
 * look-up cannot answer otherwise, and literals before, as those are never looked up.
 */
function guardedConnector(routing: Routing, timeoutMs: number): buildConnector.connector {
  return (options, callback) => {
    const { hostname, protocol } = options
    const port = Number(options.port) || (protocol === 'https:' ? 443 : 80)
    const lookup: LookupFunction = (host, { all }, answer) => {
      addressesOf(host, port, routing).then(
        (addresses) => {
          const found = addresses.map((address) => ({ address, family: isIP(address) }))
          const [first] = found
          if (all) answer(null, found)
          else answer(null, first?.address ?? '', first?.family)
        },
        (error: Error) => answer(error, ''),
      )
    }
    const connect = buildConnector({ timeout: timeoutMs, lookup, maxCachedSessions: 0 })
    if (isIP(hostname.replace(/^\[(.*)\]$/, '$1')) === 0) {
      connect(options, callback)
      return
    }
    addressesOf(hostname, port, routing).then(
      () => connect(options, callback),
      (error: Error) => callback(error, null),
    )
  }
}

async function send(
  dispatcher: Agent,
  { allowed }: Routing,
  { url, headers, body }: Letter,
  timeoutMs: number,
): Promise<Outcome> {
  const target = new URL(url)
  // What the operator allowed once may not be any more.
  if (target.protocol !== 'https:' && !isAllowedPlain(target, allowed))
    return failure('insecure-url')
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await request(target, { dispatcher, method: 'POST', headers, body, signal })
    // The answer counts once its head is there; an endless body must not hold up anybody.
    answer.body.dump({ limit: readBytes, signal }).catch(() => {})
    const retryAfterMs = readRetryAfter(answer.headers['retry-after'])
    return { status: answer.statusCode, error: null, retryAfterMs }
  } catch (error) {
    return failure(signal.aborted ? 'timeout' : reasonOf(error))
  }
}

const failure = (error: string): Outcome => ({ status: null, error, retryAfterMs: null })

/** A word for what went wrong, such as `ECONNREFUSED`: messages may tell what the network inside looks like. */
function reasonOf(error: unknown): string {
  return errorCode(error) ?? errorCode(error instanceof Error ? error.cause : null) ?? 'failed'
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function readRetryAfter(header: string | string[] | undefined): number | null {
  const text = String(header ?? '').trim()
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now())
}
