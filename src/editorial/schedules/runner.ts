import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '../../database/database.ts'
import type { Site } from '../publishing/commands.ts'
import { listDueSteps, takeScheduledStep } from './service.ts'

/** How often to look whether the time of anything has come. */
const pauseMs = 500

export interface ScheduleRunner {
  /** Lets what is under way end, and takes nothing new. */
  stop(): Promise<void>
}

/**
 * Takes scheduled steps at their time. What is due stands in the database and nowhere else, so that nothing is lost
 * with a process, and processes that serve one database may all run this: whoever holds a step's row takes it.
 */
export function startSchedule(
  database: Database,
  site: Site,
  warn: (error: unknown) => void,
): ScheduleRunner {
  const stopping = new AbortController()
  const running = run(database, site, warn, stopping.signal)
  return {
    stop: () => {
      stopping.abort()
      return running
    },
  }
}

async function run(
  database: Database,
  site: Site,
  warn: (error: unknown) => void,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    // An outage passes: what is due then is taken afterwards.
    const due = await listDueSteps(database).catch(warn)
    for (const id of due ?? []) {
      if (stopped.aborted) break
      await takeScheduledStep(database, id, site).catch(warn)
    }
    // Being stopped ends the pause.
    await delay(pauseMs, undefined, { signal: stopped }).catch(() => {})
  }
}
