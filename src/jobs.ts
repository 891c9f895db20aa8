import type { Config } from './config.ts'
import type { Database } from './database/database.ts'
import { startJobs } from './database/jobs.ts'
import { scheduleWorker } from './editorial/schedules/commands.ts'
import { takeScheduledStep } from './editorial/schedules/service.ts'

/** Starts what works beside the requests. Processes that serve one database share the work. */
export function startWork(
  database: Database,
  config: Pick<Config, 'SITE_URL'>,
  log: (level: string, message: string) => void,
) {
  const site = { siteUrl: config.SITE_URL, now: () => new Date() }
  const workers = { [scheduleWorker]: (id: string) => takeScheduledStep(database, id, site) }
  return startJobs(database.url, workers, log)
}
