import fp from 'fastify-plugin'
import { unavailable } from '../problem.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Does something for a request, mostly waiting, during which it takes no place among those under way. */
    standAside: <T>(wait: () => Promise<T>) => Promise<T>
  }
}

/**
 * Refuses what comes in while too many requests are under way already. A queue that grows without end answers
 * everyone too late; a cap keeps those that are let in fast.
 */
export const loadShedding = fp(
  async (app, { maxInFlight }: { maxInFlight: number }) => {
    let inFlight = 0
    app.decorate('standAside', async (wait) => {
      inFlight -= 1
      try {
        return await wait()
      } finally {
        inFlight += 1
      }
    })
    app.addHook('onRequest', (_, reply, done) => {
      inFlight += 1
      // `close` comes once, after the answer or when the client hangs up.
      reply.raw.once('close', () => {
        inFlight -= 1
      })
      if (inFlight > maxInFlight) throw unavailable('Too many requests are under way.', 1)
      done()
    })
  },
  { name: 'load-shedding' },
)
