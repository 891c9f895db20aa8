import type { Database } from '../../database/database.ts'
import { type Periodic, periodically } from '../../periodically.ts'
import type { Site } from '../publishing/commands.ts'
import { listDueSteps, takeScheduledStep } from './service.ts'

/** How often to look whether the time of anything has come. */
const pauseMs = 500

/**
 * Takes scheduled steps at their time. What is due stands in the database and nowhere else, so that nothing is lost
 * with a process, and processes that serve one database may all run this: whoever holds a step's row takes it.
 */
export const startSchedule = (
  database: Database,
  site: Site,
  warn: (error: unknown) => void,
): Periodic =>
  periodically(pauseMs, async (stopped) => {
    // An outage passes: what is due then is taken afterwards.
    const due = await listDueSteps(database).catch(warn)
    for (const id of due ?? []) {
      if (stopped.aborted) break
      await takeScheduledStep(database, id, site).catch(warn)
    }
  })
