import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '../../../database/database.ts'
import { pingEvent } from '../events.ts'
import { signedHeaders } from '../signing.ts'
import { disableFailing, disableGone } from './disabling.ts'
import { pauseAfter, type RetryPlan } from './schedule.ts'
import type { Outcome, Sender } from './sender.ts'
import { addNextJob, type Due, listDue, recordTry } from './store.ts'

/** All that it takes to deliver. */
export interface Delivering {
  database: Pick<Database, 'prisma'>
  sender: Sender
  retries: RetryPlan
  /** After how long of nothing but failures a webhook is disabled. */
  disableAfterMs: number
  /** How many requests one webhook gets at once. */
  requestsAtOnce: number
  now: () => Date
  /** Tells whoever runs the service that a webhook was disabled. */
  notice: (webhookId: string, reason: 'gone' | 'failing') => void
}

/** For how long one webhook is served before others have their turn. */
const turnMs = 5000

/** How many deliveries are read at once, for each request under way. */
const readAhead = 5

/**
 * Delivers what a webhook is due until nothing is, its turn is over or the process stops, and sees to it that it goes on
 * when the next is due. The job queue lets nobody else serve the same webhook meanwhile.
 */
export async function deliverDue(
  context: Delivering,
  webhookId: string,
  stopping: AbortSignal,
): Promise<void> {
  const { prisma } = context.database
  const turn = AbortSignal.any([stopping, AbortSignal.timeout(turnMs)])
  while (!turn.aborted) {
    const due = await listDue(prisma, webhookId, context.requestsAtOnce * readAhead)
    if (due.length === 0) break
    const { gone, failures } = await deliverAll(context, webhookId, due, turn)
    if (gone) await disableGone(context, webhookId)
    else if (failures > 0) await disableFailing(context, webhookId)
  }
  await addNextJob(prisma, webhookId)
}

/** Sends a few at a time; begins none any more once the receiver says that it is gone for good. */
async function deliverAll(
  context: Delivering,
  webhookId: string,
  due: Due[],
  turn: AbortSignal,
): Promise<{ gone: boolean; failures: number }> {
  const waiting = [...due]
  let gone = false
  let failures = 0
  const lane = async () => {
    while (!turn.aborted && !gone) {
      const next = waiting.shift()
      if (!next) return
      const { status } = await deliver(context, webhookId, next)
      if (status === 410) gone = true
      if (!isSuccess(status)) failures += 1
    }
  }
  await Promise.all(Array.from({ length: context.requestsAtOnce }, lane))
  return { gone, failures }
}

/** Makes one try and puts it on record. */
async function deliver(context: Delivering, webhookId: string, due: Due): Promise<Outcome> {
  const { sender, retries, now } = context
  const { id, eventId, event, payload: body, secret, former, url } = due
  const at = now()
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'culture-atlas-webhooks',
    ...signedHeaders({ id: eventId, body, secret, former }, at),
  }
  const outcome = await sender.send({ url, headers, body })
  const { status, error, retryAfterMs } = outcome
  const end = now()
  const arrived = isSuccess(status)
  const isOver = arrived || event === pingEvent
  const pause = isOver ? null : pauseAfter(retries, due.triesMade + 1, retryAfterMs)
  const made = {
    at: at.toISOString(),
    status,
    error,
    durationMs: end.getTime() - at.getTime(),
    nextTryAt: pause === null ? null : new Date(end.getTime() + pause).toISOString(),
  }
  const state = arrived ? 'delivered' : pause === null ? 'failed' : 'pending'
  await insistently(() =>
    recordTry(context.database.prisma, { webhookId, deliveryId: id }, state, made),
  )
  return outcome
}

const isSuccess = (status: number | null): boolean =>
  status !== null && status >= 200 && status < 300

/** What arrived and is not put on record would be sent again, so a short outage is waited for. */
async function insistently(record: () => Promise<void>): Promise<void> {
  for (const pauseMs of [200, 1000, 3000]) {
    try {
      await record()
      return
    } catch {
      // The last try below reports what is wrong.
      await delay(pauseMs)
    }
  }
  await record()
}
