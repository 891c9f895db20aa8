import type { FastifyInstance } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { buildApp } from '../../src/app.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { Database } from '../../src/database/database.ts'
import type { Resolve } from '../../src/integration/webhooks/sending/receiver.ts'
import { shareContract } from './contract.ts'
import { freshDatabase } from './database.ts'
import { addReader } from './readers.ts'
import { watchAnswers } from './watch.ts'

interface Extras {
  /** Routes that the app shall have besides its own. */
  routes?: FastifyPluginAsyncZod
  /** Instead of a database of its own; it stays open. */
  database?: Database
  logger?: { write(line: string): void }
  /** Finds the addresses of hosts that webhooks name. */
  resolveHost?: Resolve
}

export interface RunningApp {
  app: FastifyInstance
  database: Database
  /** Where it listens, without a slash at the end. */
  url: string
  close: () => Promise<void>
}

/** The whole service on a free loopback port and a database of its own. */
export async function startApp(
  overrides: Partial<Config> = {},
  { routes, database: given, logger, resolveHost }: Extras = {},
): Promise<RunningApp> {
  const config = { ...readConfig({ LOG_LEVEL: 'silent' }), ...overrides }
  const database = given ?? (await freshDatabase())
  const cursorSecret = Buffer.alloc(32, 'test secret')
  const outside = { ...(logger ? { logger } : {}), ...(resolveHost ? { resolveHost } : {}) }
  const app = await buildApp({ config, database, cursorSecret, ...outside })
  if (routes) await app.register(routes)
  addReader(database, app)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  if (!routes) shareContract(app)
  // Routes of tests need not be described.
  const throwFaults = routes ? () => {} : watchAnswers(app)
  const close = async () => {
    await app.close()
    if (!given) await database.close()
    throwFaults()
  }
  return { app, database, url, close }
}
