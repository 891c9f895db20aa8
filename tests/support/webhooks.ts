import { type Config, readConfig } from '../../src/config.ts'
import { startDeliveries } from '../../src/integration/webhooks/sending/workers.ts'
import { api } from './api.ts'
import { startApp } from './app.ts'
import { keyFor } from './keys.ts'

interface Extras extends Partial<Config> {
  logger?: { write(line: string): void }
}

/** The service with workers that deliver, and an admin. */
export async function startWithWebhooks({ logger, ...overrides }: Extras) {
  const running = await startApp(overrides, logger ? { logger } : {})
  const { database, app } = running
  const config = { ...readConfig({}), ...overrides }
  const notices: string[] = []
  const deliveries = startDeliveries(database, config, {
    warn: (err) => app.log.warn({ err }),
    notice: (_, reason) => notices.push(reason),
  })
  const token = await keyFor(database, 'admin')
  const close = async () => {
    await deliveries.stop()
    await running.close()
  }
  return { ...running, admin: api(app, token), token, notices, close }
}

export type WithWebhooks = Awaited<ReturnType<typeof startWithWebhooks>>
