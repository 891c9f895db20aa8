import { type LogFunctionFactory, Logger, run, runMigrations, type TaskList } from 'graphile-worker'
import type { Database } from './database.ts'
import { exclusively } from './locks.ts'

/** Brings the tables of the job queue up to date, one process at a time. */
export function migrateJobs({ pool, url }: Pick<Database, 'pool' | 'url'>): Promise<void> {
  const connection = { connectionString: url, maxPoolSize: 1 }
  return exclusively(pool, 'culture-atlas.jobs', () => runMigrations(connection))
}

/** What does the work of a kind of job. It gets the id that the job was added with, and throws to be tried again. */
export type Workers = Record<string, (id: string) => Promise<void>>

interface RunningJobs {
  /** Lets what is under way end, and takes nothing new. */
  stop(): Promise<void>
}

/** How often to look for a job whose time has come; one that is due at once wakes the workers itself. */
const pollIntervalMs = 500

/**
 * Works on the jobs of the queue, which several processes may share: each job is done by one of them. Has connections
 * of its own, since it listens.
 */
export async function startJobs(
  url: string,
  workers: Workers,
  log: (level: string, message: string) => void,
): Promise<RunningJobs> {
  const runner = await run({
    connectionString: url,
    maxPoolSize: 3,
    taskList: taskListOf(workers),
    concurrency: 2,
    pollInterval: pollIntervalMs,
    noHandleSignals: true,
    logger: new Logger(factoryOf(log)),
  })
  return { stop: () => runner.stop() }
}

const taskListOf = (workers: Workers): TaskList =>
  Object.fromEntries(
    Object.entries(workers).map(([name, work]) => [
      name,
      async (payload: unknown) => {
        if (isIdentified(payload)) await work(payload.id)
      },
    ]),
  )

const isIdentified = (payload: unknown): payload is { id: string } =>
  typeof payload === 'object' && payload !== null && 'id' in payload

const factoryOf =
  (log: (level: string, message: string) => void): LogFunctionFactory =>
  () =>
  (level, message) =>
    log(level, message)
