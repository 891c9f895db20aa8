import { setTimeout as delay } from 'node:timers/promises'
import {
  Logger,
  runTaskList,
  type TaskList,
  type WorkerPool,
  type WorkerPoolOptions,
} from 'graphile-worker'
import pg from 'pg'
import type { Periodic } from '../periodically.ts'
import { jobSchema } from './job-tables.ts'
import { freeOrphans, holdPresence } from './presence.ts'
import { connectionFailure } from './unavailable.ts'

/** What to do for a job. Begins nothing new once it is told to stop, but ends what it is at. */
export type Task = (payload: unknown, stopping: AbortSignal) => Promise<void>

interface Work {
  tasks: Record<string, Task>
  /** How many jobs this process does at once. */
  atOnce: number
  warn: (error: unknown) => void
}

/** How often to look for jobs of which no notification came, such as those whose time has come. */
const POLL_MS = 500
const BEAT_MS = 1000

/** How long to wait for jobs under way when there is to be an end; without a database some take for ever. */
const SHUTDOWN_MS = 20_000

/** Tells nobody of each job that is done; what fails is told by `warn`. */
const quiet = new Logger(() => () => {})

/** Where workers wait until others can see that they are there. */
class Gate {
  open = (): void => {}
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve
  })
}

const settings = (gate: Gate): WorkerPoolOptions => ({
  schema: jobSchema,
  logger: quiet,
  noHandleSignals: true,
  pollInterval: POLL_MS,
  preset: {
    plugins: [
      {
        name: 'AtlasPresence',
        version: '1.0.0',
        worker: { hooks: { startWorker: () => gate.opened } },
      },
    ],
    // Without a batch, however small, a job whose end cannot be put on record is a rejection that nobody handles.
    worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
  },
})

/**
 * Does jobs that stand in the database, which any number of processes share, until it is stopped. Goes on after an
 * outage. The jobs of a process that died are done by another one, or by its successor, within seconds.
 */
export function startWorkers(url: string, work: Work): Periodic {
  const stopping = new AbortController()
  const ended = workUntil(url, work, stopping.signal)
  return {
    stop: () => {
      stopping.abort()
      return ended
    },
  }
}

async function workUntil(url: string, work: Work, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    try {
      await workOnce(url, work, stopped)
    } catch (error) {
      work.warn(error)
    }
    await pause(stopped)
  }
}

/** Works until stopped or until the connection that shows its presence breaks, which throws. */
async function workOnce(url: string, work: Work, stopped: AbortSignal): Promise<void> {
  const presence = new pg.Client({
    connectionString: url,
    application_name: 'atlas worker presence',
    connectionTimeoutMillis: 2000,
    query_timeout: 5000,
  })
  presence.on('error', () => {}) // the next statement on it reports it
  try {
    await presence.connect().catch((error: unknown) => {
      throw connectionFailure(url, error)
    })
    await workPresent(url, presence, work, stopped)
  } finally {
    // One that hangs does not answer a goodbye either.
    await Promise.race([presence.end(), delay(BEAT_MS, undefined, { ref: false })])
  }
}

async function workPresent(
  url: string,
  presence: pg.Client,
  { tasks, atOnce, warn }: Work,
  stopped: AbortSignal,
): Promise<void> {
  const ending = new AbortController()
  const pool = openPool(url)
  const gate = new Gate()
  const options = { ...settings(gate), concurrency: atOnce }
  const workers = runTaskList(options, taskList(tasks, ending.signal, warn), pool)
  // It may end while something else is waited for.
  const over = new AbortController()
  const ended = workers.promise.catch(warn).finally(() => over.abort())
  try {
    await holdPresence(presence, workers.id)
    gate.open()
    while (!stopped.aborted && !over.signal.aborted) {
      await freeOrphans(presence)
      await Promise.race([pause(stopped), ended])
    }
  } finally {
    ending.abort()
    const down = shutDown(workers, pool)
    // Those who still wait there find that it is over.
    gate.open()
    await Promise.race([down, delay(SHUTDOWN_MS, undefined, { ref: false })])
  }
}

function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'atlas worker',
    max: 4,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
    keepAlive: true,
  })
  pool.on('error', () => {}) // as in open.ts
  // A connection that breaks while it is lent out tells nobody but those who listen to itself.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

const taskList = (
  tasks: Record<string, Task>,
  ending: AbortSignal,
  warn: (error: unknown) => void,
): TaskList =>
  Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (payload: unknown) => {
        try {
          await task(payload, ending)
        } catch (error) {
          warn(error)
          throw error
        }
      },
    ]),
  )

async function shutDown(workers: WorkerPool, pool: pg.Pool): Promise<void> {
  try {
    await workers.gracefulShutdown()
  } catch {
    // What they could not give back is free as soon as the presence is over.
  } finally {
    await pool.end()
  }
}

/** Waits for a beat, or less when it is told to stop. */
const pause = (stopped: AbortSignal): Promise<void> =>
  delay(BEAT_MS, undefined, { signal: stopped }).catch(() => undefined)
