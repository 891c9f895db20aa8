import fp from 'fastify-plugin'
import { WaitingRoom } from '../feed/waiting-room.ts'
import { AnswerCache } from './answer-cache.ts'
import { Follower } from './follower.ts'
import { registerCacheMetrics } from './metrics.ts'

declare module 'fastify' {
  interface FastifyInstance {
    answerCache: AnswerCache
    /** Resolves once this process answers nothing that is older than what was committed before. */
    catchUp: () => Promise<void>
    /** Where requests wait for the feed to go on. */
    waitingRoom: WaitingRoom
  }
}

/** Keeps public answers in memory, in step with what is published, while the service listens. */
export const answerCaching = fp(
  async (app) => {
    const cache = new AnswerCache(app.config.CACHE_BYTES)
    const room = new WaitingRoom(app.config.CHANGES_WAITING)
    const follower = new Follower(app.database, cache, (seq) => room.tell(seq))
    app.decorate('waitingRoom', room)
    // Whoever waits is answered before connections are closed.
    app.addHook('preClose', async () => room.close())
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
