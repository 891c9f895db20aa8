import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../problem.ts'
import { clientKey, isLoopback } from './client-address.ts'
import { ClientWindows, type Window } from './client-windows.ts'

const WINDOW_SECONDS = 60

/** How much somebody may ask for. */
export interface Quota {
  /** Whose share it is. */
  holder: string
  /** Requests a minute. */
  limit: number
}

interface RateLimitOptions {
  /** Requests a minute for one client without a key. */
  limit: number
  /** Refuse loopback peers too; else they are counted and told, and go on. */
  limitLoopback?: boolean
  /**
   * The quota of the key in an `Authorization` header; null where it is nobody's, or has to be looked up and may not be.
   */
  quotaOf: (authorization: string, mayLookUp: () => boolean) => Promise<Quota | null>
}

/** What a request leaves of its client's share. */
export interface Share {
  readonly policy: 'anonymous' | 'key'
  readonly limit: number
  readonly window: Window
  readonly refused: boolean
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Takes from the share of an address; nothing where the request is one of those that do not count. */
    takeShare: (address: string, counts: boolean) => Share
    /** Whether an address is counted and never refused. */
    isExempt: (address: string) => boolean
  }
  interface FastifyRequest {
    share: Share | null
  }
  interface FastifyContextConfig {
    /** Whether it is counted, and answered all the same where nothing is left: for those who watch over the service. */
    neverRefused?: boolean
  }
}

/**
 * Counts requests by key or else by client address, in this process, and says so in every answer. `HEAD` and what is
 * answered with 304 do not count.
 */
export const rateLimit = fp(
  async (app, { limit, limitLoopback = false, quotaOf }: RateLimitOptions) => {
    const newWindows = () => new ClientWindows(WINDOW_SECONDS * 1000)
    const windows = { anonymous: newWindows(), key: newWindows(), lookUps: newWindows() }

    const take = (
      policy: Share['policy'],
      { holder, limit: most }: Quota,
      counts: boolean,
      exempt: boolean,
    ): Share => {
      const window = windows[policy][counts ? 'count' : 'look'](holder, Date.now())
      const over = counts ? window.used > most : window.used >= most
      return { policy, limit: most, window, refused: over && !exempt }
    }
    const isExempt = (address: string) => !limitLoopback && isLoopback(address)

    app.decorate('isExempt', isExempt)
    app.decorate('takeShare', (address: string, counts: boolean) =>
      take('anonymous', { holder: clientKey(address), limit }, counts, isExempt(address)),
    )
    app.decorateRequest('share', null)
    app.addHook('onRequest', async (request, reply) => {
      const { ip, method, headers } = request
      const counts = method !== 'HEAD'
      // Whoever makes up ever new keys would keep the database busy with them.
      const mayLookUp = () =>
        isExempt(ip) || windows.lookUps.count(clientKey(ip), Date.now()).used <= limit
      const quota = headers.authorization ? await quotaOf(headers.authorization, mayLookUp) : null
      const share = quota ? take('key', quota, counts, isExempt(ip)) : app.takeShare(ip, counts)
      request.share = share
      reply.headers(shareFields(share))
      if (share.refused && !request.routeOptions.config.neverRefused) throw tooManyRequests(share)
    })
  },
  { name: 'rate-limit' },
)

/** Takes back what a request took of its client's share: it was answered with 304. */
export function giveShareBack({ share, method }: FastifyRequest, reply: FastifyReply): void {
  if (!share || method === 'HEAD') return
  share.window.used -= 1
  reply.headers(shareFields(share))
}

/** As draft-ietf-httpapi-ratelimit-headers-10 writes it. */
export const shareFields = ({ policy, limit, window }: Share) => ({
  'ratelimit-policy': `"${policy}";q=${limit};w=${WINDOW_SECONDS}`,
  ratelimit: `"${policy}";r=${Math.max(0, limit - window.used)};t=${secondsOf(window)}`,
})

const secondsOf = ({ endsAt }: Window): number =>
  Math.max(1, Math.ceil((endsAt - Date.now()) / 1000))

function tooManyRequests({ limit, window }: Share): Problem {
  const seconds = secondsOf(window)
  return new Problem('rate-limited', {
    detail: `More than ${limit} requests in ${WINDOW_SECONDS} seconds. Try again in ${seconds} s.`,
    headers: { 'Retry-After': String(seconds) },
  })
}
