import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import type { Database } from './database/database.ts'
import { loadSecret } from './database/secrets.ts'
import { startCompaction } from './editorial/publishing/changes/compaction.ts'
import { startSchedule } from './editorial/schedules/runner.ts'
import { untilClientsLeft } from './http/draining.ts'
import { makeFirstKey } from './integration/keys/first.ts'
import { deliverWhenNeeded } from './integration/webhooks/sending/when-needed.ts'
import { loadSampleAtlas } from './sample.ts'
import { openAtlas } from './start.ts'

/** How long a stop waits for answers that are under way. */
const drainMs = 10_000

/** Serves the atlas until the process is told to stop, then answers what is under way and leaves the database. */
export async function serve(config: Config, tell: (progress: string) => void): Promise<void> {
  const database = await openAtlas(config, tell)
  try {
    if (config.DATABASE_URL === undefined) await equip(database, config, tell)
    const cursorSecret = await loadSecret(database.pool, 'cursor')
    const app = await buildApp({ config, database, cursorSecret })
    app.addHook('preClose', () => untilClientsLeft(app.server))
    const stopped = stopSignal()
    const address = await app.listen({ host: config.HOST, port: config.PORT })
    tell(`The Culture Atlas   ${address}/v1/communities`)
    tell(`Its documentation   ${address}/docs`)
    const site = { siteUrl: config.SITE_URL, now: () => new Date() }
    const schedule = startSchedule(database, site, (err) =>
      app.log.warn({ err }, 'a scheduled step has to wait'),
    )
    const compaction =
      config.CHANGES_KEPT_DAYS > 0
        ? startCompaction(database, config.CHANGES_KEPT_DAYS, site.now, (err) =>
            app.log.warn({ err }, 'old changes have to wait'),
          )
        : null
    const deliveries = deliverWhenNeeded(database, config, {
      warn: (err) => app.log.warn({ err }, 'webhooks have to wait'),
      notice: (webhook, reason) => app.log.warn({ webhook, reason }, 'a webhook was disabled'),
    })
    await stopped
    const hurry = setTimeout(() => app.server.closeAllConnections(), drainMs)
    await app.close()
    clearTimeout(hurry)
    await Promise.all([schedule.stop(), compaction?.stop(), deliveries.stop()])
  } finally {
    await database.close()
  }
}

/** What a newcomer needs who has no database of their own: something to read, and a key to write. */
async function equip(
  database: Database,
  config: Config,
  tell: (progress: string) => void,
): Promise<void> {
  await loadSampleAtlas(database, config, tell)
  const key = await makeFirstKey(database, new Date())
  if (key !== null) tell(`An admin key         ${key}   (shown this once)`)
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
