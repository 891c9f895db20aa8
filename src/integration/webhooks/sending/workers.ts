import { z } from 'zod'
import type { Config } from '../../../config.ts'
import type { Database } from '../../../database/database.ts'
import { startWorkers, type Task } from '../../../database/jobs.ts'
import { type Periodic, periodically } from '../../../periodically.ts'
import { deliverTask } from '../waking.ts'
import { type Delivering, deliverDue } from './delivering.ts'
import type { Routing } from './receiver.ts'
import { routingOf } from './routing.ts'
import { openSender } from './sender.ts'
import { addMissingJobs, deleteDeadJobs, deleteOldDeliveries } from './store.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const upkeepPauseMs = 60_000

/** So many deliveries are forgotten in one statement. */
const BATCH = 5000

/** What workers tell whoever runs the service. */
export interface Told {
  warn: (error: unknown) => void
  notice: Delivering['notice']
}

const Payload = z.object({ webhookId: z.uuid() })

/** Delivers events as long as the process runs; processes on one database share the work. */
export function startDeliveries(
  database: Database,
  config: Config,
  { warn, notice }: Told,
  routing: Routing = routingOf(config),
): Periodic {
  const sender = openSender(routing, config.WEBHOOK_TIMEOUT_SECONDS * 1000)
  const context: Delivering = {
    database,
    sender,
    retries: {
      pausesMs: config.WEBHOOK_RETRY_SECONDS.map((seconds) => seconds * 1000),
      random: Math.random,
    },
    disableAfterMs: config.WEBHOOK_DISABLE_HOURS * hourMs,
    requestsAtOnce: config.WEBHOOK_REQUESTS,
    now: () => new Date(),
    notice,
  }
  const tasks: Record<string, Task> = {
    [deliverTask]: (payload, stopping) =>
      deliverDue(context, Payload.parse(payload).webhookId, stopping),
  }
  const atOnce = config.WEBHOOKS_AT_ONCE
  const workers = atOnce > 0 ? startWorkers(database.url, { atOnce, tasks, warn }) : null
  const upkeep = startUpkeep(database, config.WEBHOOK_KEPT_DAYS, warn)
  return {
    stop: async () => {
      await Promise.all([workers?.stop(), upkeep.stop()])
      await sender.close()
    },
  }
}

/** Forgets what is old, and mends what a job was lost of. */
const startUpkeep = (
  { prisma }: Database,
  keptDays: number,
  warn: (error: unknown) => void,
): Periodic =>
  periodically(upkeepPauseMs, async (stopped) => {
    try {
      await addMissingJobs(prisma)
      await deleteDeadJobs(prisma)
      const before = new Date(Date.now() - keptDays * dayMs)
      while (!stopped.aborted && (await deleteOldDeliveries(prisma, before, BATCH)) > 0);
    } catch (error) {
      warn(error)
    }
  })
