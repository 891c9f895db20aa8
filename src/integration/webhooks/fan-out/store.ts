import { z } from 'zod'
import { changeEntry } from '../../../change-entry.ts'
import type { Db } from '../../../database/database.ts'
import { queryableIn } from '../../../database/queryable.ts'
import { pingEvent } from '../events.ts'
import { wakeThoseIn } from '../waking.ts'

const entry = Object.entries(changeEntry)
  .map(([name, expression]) => `'${name}', ${expression}`)
  .join(', ')

/** Whether a change `h` is one that a webhook `w` wants to hear of, by what was so at that time. */
const matches = `h.type || '.' || h.op = ANY (w.events)
  AND (w.region_ids = '{}' OR h.area_ids && w.region_ids) AND (w.kinds = '{}' OR h.kind = ANY (w.kinds))`

/**
 * One statement makes the deliveries of all changes and wakes each webhook that has any. A delivery that is there already
 * starts again under the id that receivers know it by. A webhook that somebody deletes meanwhile is left out.
 */
const deliver = (which: string) => `
  WITH made AS (
    INSERT INTO editorial.webhook_delivery (id, webhook_id, event_id, seq, event, payload, status, tries, tries_made,
      next_try_at, created_at)
    SELECT gen_random_uuid(), w.id, 'msg_' || replace(w.id::text, '-', '') || '_' || h.seq, h.seq, h.type || '.' || h.op,
      json_build_object('type', h.type || '.' || h.op, 'timestamp', ${changeEntry.at}, 'data', json_build_object(${entry}))::text,
      'pending', '[]', 0, clock_timestamp(), clock_timestamp()
    FROM editorial.webhook w JOIN published.change h ON ${matches} WHERE ${which}
    FOR KEY SHARE OF w
    ON CONFLICT (webhook_id, event_id) DO UPDATE SET status = 'pending', tries_made = 0,
      next_try_at = EXCLUDED.next_try_at, finished_at = NULL
    RETURNING webhook_id
  ), ${wakeThoseIn('made')}`

const Count = z.tuple([z.object({ count: z.number() })])

async function counted(tx: Db, text: string, values: unknown[]): Promise<number> {
  const { rows } = await queryableIn(tx).query({ text, values })
  return Count.parse(rows)[0].count
}

/**
 * Puts the changes from `first` to `last` on the list of every enabled webhook that wants them, with the jobs that will
 * deliver them, in the transaction of the changes.
 */
export async function addDeliveries(tx: Db, first: string, last: string): Promise<void> {
  await counted(tx, deliver('w.enabled AND h.seq BETWEEN $1::bigint AND $2::bigint'), [first, last])
}

/** Puts all that is in the feed after a change, and not before a time, on a webhook’s list; answers how many. */
export const replayChanges = (
  tx: Db,
  webhookId: string,
  { afterSeq, notBefore }: { afterSeq: number; notBefore: Date | null },
): Promise<number> =>
  counted(
    tx,
    deliver('w.id = $1::uuid AND h.seq > $2::bigint AND ($3::timestamptz IS NULL OR h.at >= $3)'),
    [webhookId, String(afterSeq), notBefore],
  )

/** Puts one delivery on the list again, for now and with all its tries; false where there is none. */
export async function restartDelivery(tx: Db, webhookId: string, id: string): Promise<boolean> {
  const again = `
    WITH made AS (
      UPDATE editorial.webhook_delivery SET status = 'pending', tries_made = 0, next_try_at = clock_timestamp(),
        finished_at = NULL WHERE webhook_id = $1::uuid AND id = $2::uuid RETURNING webhook_id
    ), ${wakeThoseIn('made')}`
  return (await counted(tx, again, [webhookId, id])) === 1
}

/** Puts a ping on a webhook’s list. */
export async function addPing(tx: Db, webhookId: string, id: string, now: Date): Promise<void> {
  const payload = { type: pingEvent, timestamp: now.toISOString(), data: { webhookId } }
  const ping = `
    WITH made AS (
      INSERT INTO editorial.webhook_delivery (id, webhook_id, event_id, event, payload, status, tries, tries_made,
        next_try_at, created_at)
      VALUES ($2::uuid, $1::uuid, 'msg_ping_' || replace($2::text, '-', ''), '${pingEvent}', $3, 'pending', '[]', 0,
        clock_timestamp(), clock_timestamp())
      RETURNING webhook_id
    ), ${wakeThoseIn('made')}`
  await counted(tx, ping, [webhookId, id, JSON.stringify(payload)])
}

/** Wakes a webhook, so that what waited for it goes on. */
export async function wakeWebhook(tx: Db, webhookId: string): Promise<void> {
  await counted(tx, `WITH made AS (SELECT $1::uuid AS webhook_id), ${wakeThoseIn('made')}`, [
    webhookId,
  ])
}

/** Up to which change the feed may have lost what was before. */
export async function findHorizon(tx: Db): Promise<number> {
  const { rows } = await queryableIn(tx).query({
    text: 'SELECT COALESCE((SELECT seq FROM published.feed_horizon), 0)::text AS seq',
    values: [],
  })
  return z.tuple([z.object({ seq: z.coerce.number() })]).parse(rows)[0].seq
}
