import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '../../../database/database.ts'
import { pingEvent } from '../events.ts'
import { signedHeaders } from '../signing.ts'
import { disableFailing, disableGone } from './disabling.ts'
import { longestPeaceMs, pauseAfter, type RetryPlan } from './schedule.ts'
import type { Outcome, Sender } from './sender.ts'
import { addNextJob, type Due, listDue, postpone, recordTry } from './store.ts'

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

/** Statuses that speak for a receiver as a whole, if they say for how long: 429, 503. */
const asksForPeace: ReadonlySet<number | null> = new Set([429, 503])

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
  const { requestsAtOnce } = context
  const over = new AbortController()
  const turn = AbortSignal.any([stopping, AbortSignal.timeout(turnMs), over.signal])
  const list = new DueList(context, webhookId)
  const serve = async () => {
    for (let due = await list.next(turn); due; due = await list.next(turn)) {
      const outcome = await deliver(context, webhookId, due)
      list.done(due)
      if (isSuccess(outcome.status)) continue
      if (await wantsNoMore(context, webhookId, outcome)) over.abort()
    }
  }
  const lane = () =>
    serve().catch((error: unknown) => {
      over.abort()
      throw error
    })
  // While one of them still sends, nobody else may serve this webhook.
  const ends = await Promise.allSettled(Array.from({ length: requestsAtOnce }, lane))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  await addNextJob(context.database.prisma, webhookId)
}

/** Does as a failure asks that concerns more than one delivery; answers whether the turn is over with it. */
async function wantsNoMore(
  context: Delivering,
  webhookId: string,
  { status, retryAfterMs }: Outcome,
): Promise<boolean> {
  if (status === 410) return disableGone(context, webhookId)
  const isBusy = retryAfterMs !== null && asksForPeace.has(status)
  if (isBusy) {
    await postpone(context.database.prisma, webhookId, Math.min(retryAfterMs, longestPeaceMs))
  }
  return (await disableFailing(context, webhookId)) || isBusy
}

/** What a webhook is due, read a little ahead for those who deliver it together. */
class DueList {
  readonly #context: Delivering
  readonly #webhookId: string
  readonly #underWay = new Set<string>()
  #waiting: Due[] = []
  #reading: Promise<void> | null = null

  constructor(context: Delivering, webhookId: string) {
    this.#context = context
    this.#webhookId = webhookId
  }

  /** The next delivery; undefined where there is none now or the turn is over. */
  async next(turn: AbortSignal): Promise<Due | undefined> {
    if (this.#waiting.length === 0 && !turn.aborted) {
      this.#reading ??= this.#read()
      await this.#reading
    }
    const due = turn.aborted ? undefined : this.#waiting.shift()
    if (due) this.#underWay.add(due.id)
    return due
  }

  done({ id }: Due): void {
    this.#underWay.delete(id)
  }

  async #read(): Promise<void> {
    const { database, requestsAtOnce } = this.#context
    // What ends while the list is read may still stand in it.
    const underWay = new Set(this.#underWay)
    try {
      const due = await listDue(database.prisma, this.#webhookId, requestsAtOnce * readAhead)
      this.#waiting = due.filter(({ id }) => !underWay.has(id))
    } finally {
      this.#reading = null
    }
  }
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
