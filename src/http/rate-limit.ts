import fp from 'fastify-plugin'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { Problem } from '../problem.ts'
import { clientKey, isLoopback } from './client-address.ts'

const WINDOW_SECONDS = 60

interface RateLimitOptions {
  /** Requests a minute for one client. */
  limit: number
  /** Refuse loopback peers too; else they are counted and told, and go on. */
  limitLoopback?: boolean
}

/**
 * Counts requests by client address, in this process, and says so in the header fields of
 * draft-ietf-httpapi-ratelimit-headers-10.
 */
export const rateLimit = fp(
  async (app, { limit, limitLoopback = false }: RateLimitOptions) => {
    const limiter = new RateLimiterMemory({ points: limit, duration: WINDOW_SECONDS })
    const policy = `"default";q=${limit};w=${WINDOW_SECONDS}`

    app.addHook('onRequest', (request, reply, done) => {
      // `penalty` counts as `consume` does, without rejecting what is no error for a loopback peer.
      limiter.penalty(clientKey(request.ip)).then((used) => {
        const seconds = Math.ceil(used.msBeforeNext / 1000)
        reply.header('RateLimit-Policy', policy)
        reply.header('RateLimit', `"default";r=${used.remainingPoints};t=${seconds}`)
        const refused = used.consumedPoints > limit && (limitLoopback || !isLoopback(request.ip))
        done(refused ? tooManyRequests(limit, seconds) : undefined)
      }, done)
    })
  },
  { name: 'rate-limit' },
)

const tooManyRequests = (limit: number, seconds: number) =>
  new Problem('rate-limited', {
    detail: `More than ${limit} requests in ${WINDOW_SECONDS} seconds. Try again in ${seconds} s.`,
    headers: { 'Retry-After': String(seconds) },
  })
