import fp from 'fastify-plugin'
import { AnswerCache } from './answer-cache.ts'
import { Follower } from './follower.ts'
import { registerCacheMetrics } from './metrics.ts'

declare module 'fastify' {
  interface FastifyInstance {
    answerCache: AnswerCache
    /** Resolves once this process answers nothing that is older than what was committed before. */
    catchUp: () => Promise<void>
  }
}

/** Keeps public answers in memory, in step with what is published, while the service listens. */
export const answerCaching = fp(
  async (app) => {
    const cache = new AnswerCache(app.config.CACHE_BYTES)
    const follower = new Follower(app.database, cache)
    app.decorate('answerCache', cache)
    app.decorate('catchUp', () => follower.catchUp())
    registerCacheMetrics(app.metrics, cache)
    app.addHook('onListen', async () =>
      follower.start((err) => app.log.warn({ err }, 'the cache has to wait for the database')),
    )
    app.addHook('onClose', () => follower.stop())
  },
  { name: 'answer-caching' },
)
