import { z } from 'zod'
import type { Db } from '../../../database/database.ts'
import { queryableIn, sql } from '../../../database/queryable.ts'
import { pingEvent } from '../events.ts'
import { FormerSecrets } from '../signing.ts'
import { deliverTask, jobTries, wakeThoseIn } from '../waking.ts'

/** So many tries of one delivery are remembered. */
const triesKept = 20

const Due = z.object({
  id: z.string(),
  eventId: z.string(),
  event: z.string(),
  payload: z.string(),
  triesMade: z.number(),
  url: z.string(),
  secret: z.string(),
  former: FormerSecrets,
})
export type Due = z.infer<typeof Due>

/** What a webhook is due by the clock of the database, the longest due first. One that is disabled gets pings only. */
export async function listDue(db: Db, webhookId: string, limit: number): Promise<Due[]> {
  const rows = await sql(db)`
    SELECT d.id::text, d.event_id AS "eventId", d.event, d.payload, d.tries_made AS "triesMade",
      w.url, w.secret, w.former_secrets AS former
    FROM editorial.webhook w JOIN editorial.webhook_delivery d ON d.webhook_id = w.id
    WHERE w.id = ${webhookId}::uuid AND d.next_try_at <= clock_timestamp()
      AND (w.enabled OR d.event = ${pingEvent})
    ORDER BY d.next_try_at, d.seq LIMIT ${limit}::int`
  return z.array(Due).parse(rows)
}

/** One try of a delivery. */
export interface Try {
  at: string
  /** Of the answer; null where there was none. */
  status: number | null
  error: string | null
  durationMs: number
  nextTryAt: string | null
}

/** Puts a try on record, with what follows from it for the delivery and for the webhook’s health. */
export async function recordTry(
  db: Db,
  { webhookId, deliveryId }: { webhookId: string; deliveryId: string },
  outcome: 'delivered' | 'failed' | 'pending',
  made: Try,
): Promise<void> {
  const arrived = outcome === 'delivered'
  await sql(db)`
    WITH health AS (
      UPDATE editorial.webhook SET failing_since = CASE WHEN ${arrived}::boolean THEN NULL ELSE ${made.at}::timestamptz END
      WHERE id = ${webhookId}::uuid AND (failing_since IS NULL) <> ${arrived}::boolean
    )
    UPDATE editorial.webhook_delivery SET
      status = ${outcome}, tries_made = tries_made + 1, next_try_at = ${made.nextTryAt}::timestamptz,
      finished_at = CASE WHEN ${made.nextTryAt}::timestamptz IS NULL THEN clock_timestamp() END,
      tries = CASE WHEN jsonb_array_length(tries) < ${triesKept}::int THEN tries ELSE tries - 0 END
        || ${JSON.stringify([made])}::jsonb
    WHERE id = ${deliveryId}::uuid AND status = 'pending'`
}

/** Puts all that a webhook is due off by some time at least. */
export async function postpone(db: Db, webhookId: string, ms: number): Promise<void> {
  await sql(db)`
    UPDATE editorial.webhook_delivery
    SET next_try_at = GREATEST(next_try_at, clock_timestamp() + ${ms}::float8 * interval '1 millisecond')
    WHERE webhook_id = ${webhookId}::uuid AND next_try_at IS NOT NULL`
}

/** Takes a webhook off; false where it is off, or is not failing since before a time. */
export async function markDisabled(
  tx: Db,
  id: string,
  reason: 'gone' | 'failing',
  failingBefore: Date | null,
  now: Date,
): Promise<boolean> {
  const failing = failingBefore === null ? {} : { failingSince: { lte: failingBefore } }
  const { count } = await tx.webhook.updateMany({
    where: { id, enabled: true, ...failing },
    data: { enabled: false, disabledReason: reason, version: { increment: 1 }, updatedAt: now },
  })
  return count === 1
}

/** Adds a job for the time at which a webhook is due next, if it is; behind those that wait now, where that has passed. */
export async function addNextJob(db: Db, webhookId: string): Promise<void> {
  await sql(db)`
    SELECT graphile_worker.add_job(${deliverTask}, json_build_object('webhookId', ${webhookId}::text),
      'webhook:' || ${webhookId}::text, GREATEST(due.at, clock_timestamp()), ${jobTries}::int, 'webhook:' || ${webhookId}::text || ':later')::text
    FROM (
      SELECT min(d.next_try_at) AS at FROM editorial.webhook w JOIN editorial.webhook_delivery d ON d.webhook_id = w.id
      WHERE w.id = ${webhookId}::uuid AND d.next_try_at IS NOT NULL AND (w.enabled OR d.event = ${pingEvent})
    ) due WHERE due.at IS NOT NULL`
}

/** Adds jobs for webhooks that are overdue, which should have one: whatever went wrong with it. */
export async function addMissingJobs(db: Db): Promise<void> {
  await queryableIn(db).query({
    text: `
      WITH late AS (
        SELECT w.id AS webhook_id FROM editorial.webhook w
        WHERE EXISTS (
          SELECT 1 FROM editorial.webhook_delivery d WHERE d.webhook_id = w.id
            AND d.next_try_at < clock_timestamp() - interval '1 minute' AND (w.enabled OR d.event = $1)
        ) AND NOT EXISTS (
          SELECT 1 FROM graphile_worker._private_job_queues q
          WHERE q.queue_name = 'webhook:' || w.id AND q.locked_at IS NOT NULL
        )
      ), ${wakeThoseIn('late')}`,
    values: [pingEvent],
  })
}

/** Removes jobs that will never be done again: new ones have taken their place. */
export async function deleteDeadJobs(db: Db): Promise<void> {
  await sql(db)`
    DELETE FROM graphile_worker._private_jobs j USING graphile_worker._private_tasks t
    WHERE t.id = j.task_id AND t.identifier = ${deliverTask} AND j.attempts >= j.max_attempts AND j.locked_by IS NULL`
}

/** Forgets deliveries that are over since before a time, and those that a disabled webhook will not get; at most so many. */
export async function deleteOldDeliveries(db: Db, before: Date, most: number): Promise<number> {
  const rows = await sql(db)`
    WITH gone AS (
      DELETE FROM editorial.webhook_delivery WHERE id IN (
        SELECT d.id FROM editorial.webhook_delivery d WHERE d.finished_at < ${before} LIMIT ${most}::int
      ) RETURNING 1
    ), stale AS (
      DELETE FROM editorial.webhook_delivery WHERE id IN (
        SELECT d.id FROM editorial.webhook w JOIN editorial.webhook_delivery d ON d.webhook_id = w.id
        WHERE NOT w.enabled AND d.next_try_at < ${before} LIMIT ${most}::int
      ) RETURNING 1
    )
    SELECT (SELECT count(*)::int FROM gone) + (SELECT count(*)::int FROM stale) AS count`
  return z.tuple([z.object({ count: z.number() })]).parse(rows)[0].count
}
