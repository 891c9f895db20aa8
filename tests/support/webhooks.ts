import { vi } from 'vitest'
import { type Config, readConfig } from '../../src/config.ts'
import type { Resolve } from '../../src/integration/webhooks/sending/receiver.ts'
import { routingOf } from '../../src/integration/webhooks/sending/routing.ts'
import { startDeliveries } from '../../src/integration/webhooks/sending/workers.ts'
import type { Periodic } from '../../src/periodically.ts'
import { api } from './api.ts'
import { startApp } from './app.ts'
import { keyFor } from './keys.ts'

interface Extras extends Partial<Config> {
  logger?: { write(line: string): void }
  resolveHost?: Resolve
}

/** A try as it is shown. */
interface Try {
  status: number | null
  error: string | null
  nextTryAt: string | null
}

/** A delivery as it is shown. */
interface Delivery {
  id: string
  eventId: string
  event: string
  status: string
  seq: number | null
  nextTryAt: string | null
  tries: Try[]
}

/** The service with workers that deliver, an admin, and what tests do with webhooks all the time. */
export async function startWithWebhooks({ logger, resolveHost, ...overrides }: Extras) {
  const outside = { ...(logger ? { logger } : {}), ...(resolveHost ? { resolveHost } : {}) }
  // What the factories publish is dated long ago.
  const running = await startApp({ CHANGES_KEPT_DAYS: 0, ...overrides }, outside)
  const { database, app } = running
  const config = { ...readConfig({}), ...overrides }
  const notices: string[] = []
  const startWorkers = () =>
    startDeliveries(
      database,
      config,
      {
        warn: (err) => app.log.warn({ err }),
        notice: (webhook, reason) => {
          notices.push(reason)
          app.log.warn({ webhook, reason })
        },
      },
      routingOf(config, resolveHost),
    )
  let workers: Periodic | null = startWorkers()
  const stopWorkers = async () => {
    await workers?.stop()
    workers = null
  }
  const admin = api(app, await keyFor(database, 'admin'))
  const deliveriesOf = async (id: string, query = ''): Promise<Delivery[]> =>
    (await admin.get(`/v1/webhooks/${id}/deliveries${query}`).expect(200)).body.data
  return {
    ...running,
    admin,
    notices,
    make: async (url: string, wanted: object = {}) => {
      const { body } = await admin
        .post('/v1/webhooks')
        .send({ url, ...wanted })
        .expect(201)
      return { id: String(body.id), secret: String(body.secret) }
    },
    remove: (id: string) => admin.delete(`/v1/webhooks/${id}`).set('If-Match', '*').expect(200),
    deliveriesOf,
    /** The deliveries of a webhook once so many have a status. */
    settled: (id: string, status: string, count = 1): Promise<Delivery[]> =>
      vi.waitUntil(
        async () => {
          const found = await deliveriesOf(id, `?limit=100&status=${status}`)
          return found.length === count && found
        },
        { timeout: 30_000, interval: 25 },
      ),
    stopWorkers,
    restartWorkers: async () => {
      await stopWorkers()
      workers = startWorkers()
    },
    close: async () => {
      await stopWorkers()
      await running.close()
    },
  }
}

export type WithWebhooks = Awaited<ReturnType<typeof startWithWebhooks>>
