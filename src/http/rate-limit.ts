import fp from 'fastify-plugin'
import { Problem } from '../problem.ts'
import { clientKey, isLoopback } from './client-address.ts'
import { ClientWindows } from './client-windows.ts'

const WINDOW_SECONDS = 60

interface RateLimitOptions {
  /** Requests a minute for one client. */
  limit: number
  /** Refuse loopback peers too; else they are counted and told, and go on. */
  limitLoopback?: boolean
}

/** What a request leaves of its client's share. */
interface Share {
  refused: boolean
  /** Until the window ends. */
  seconds: number
  /** As draft-ietf-httpapi-ratelimit-headers-10 writes it. */
  headers: { 'RateLimit-Policy': string; RateLimit: string }
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts a request from this address. */
    takeShare: (address: string) => Share
  }
}

/** Counts requests by client address, in this process, and says so in every answer. */
export const rateLimit = fp(
  async (app, { limit, limitLoopback = false }: RateLimitOptions) => {
    const windows = new ClientWindows(WINDOW_SECONDS * 1000)
    const policy = `"default";q=${limit};w=${WINDOW_SECONDS}`

    app.decorate('takeShare', (address: string): Share => {
      const now = Date.now()
      const { used, endsAt } = windows.count(clientKey(address), now)
      const seconds = Math.ceil((endsAt - now) / 1000)
      return {
        refused: used > limit && (limitLoopback || !isLoopback(address)),
        seconds,
        headers: {
          'RateLimit-Policy': policy,
          RateLimit: `"default";r=${Math.max(0, limit - used)};t=${seconds}`,
        },
      }
    })

    app.addHook('onRequest', (request, reply, done) => {
      const { refused, seconds, headers } = app.takeShare(request.ip)
      reply.headers(headers)
      done(refused ? tooManyRequests(limit, seconds) : undefined)
    })
  },
  { name: 'rate-limit' },
)

const tooManyRequests = (limit: number, seconds: number) =>
  new Problem('rate-limited', {
    detail: `More than ${limit} requests in ${WINDOW_SECONDS} seconds. Try again in ${seconds} s.`,
    headers: { 'Retry-After': String(seconds) },
  })
