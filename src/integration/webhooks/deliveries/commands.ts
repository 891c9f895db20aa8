import { newId } from '../../../atlas/identity.ts'
import type { Authorship } from '../../../authorship.ts'
import type { Db } from '../../../database/database.ts'
import { conflict, notFound, Problem } from '../../../problem.ts'
import type { Written } from '../../../written.ts'
import { recordAudit } from '../../audit/service.ts'
import { addPing, findHorizon, replayChanges, restartDelivery } from '../fan-out/store.ts'
import { holdWebhook } from '../service.ts'
import type { WebhookRow } from '../store.ts'
import { deliveryBody } from './representation.ts'
import { findDelivery } from './store.ts'

/** From where on to send again. */
export type Since = { time: Date } | { seq: number }

/** Sends one event again, whatever became of it. Throws 404, and 409 where the webhook is disabled. */
export async function retryDelivery(
  tx: Db,
  by: Authorship,
  webhookId: string,
  id: string,
): Promise<Written> {
  requireEnabled(await holdWebhook(tx, webhookId))
  if (!(await restartDelivery(tx, webhookId, id))) throw notFound('delivery', id)
  await recordAudit(tx, by, 'webhook.delivery_retried', { type: 'webhook', id: webhookId })
  return { body: await bodyOf(tx, webhookId, id) }
}

/**
 * Sends again all that the webhook is to be told of and that is still in the feed, each event under the id of its first
 * time. Throws 404, 409 where the webhook is disabled, 410 where the feed does not reach back to a cursor.
 */
export async function replay(
  tx: Db,
  by: Authorship,
  webhookId: string,
  since: Since,
): Promise<Written> {
  requireEnabled(await holdWebhook(tx, webhookId))
  if ('seq' in since && since.seq < (await findHorizon(tx))) throw new Problem('cursor-expired')
  const deliveries = await replayChanges(tx, webhookId, {
    afterSeq: 'seq' in since ? since.seq : 0,
    notBefore: 'time' in since ? since.time : null,
  })
  await recordAudit(tx, by, 'webhook.replayed', { type: 'webhook', id: webhookId })
  return { body: { type: 'webhook_replay', id: webhookId, deliveries } }
}

/** Sends a ping, once, also to a webhook that is disabled: what comes of it is a delivery like others. Throws 404. */
export async function ping(tx: Db, by: Authorship, webhookId: string): Promise<Written> {
  await holdWebhook(tx, webhookId)
  const id = newId()
  await addPing(tx, webhookId, id, by.now)
  await recordAudit(tx, by, 'webhook.pinged', { type: 'webhook', id: webhookId })
  const location = `/v1/webhooks/${webhookId}/deliveries/${id}`
  return { status: 201, location, body: await bodyOf(tx, webhookId, id) }
}

function requireEnabled({ enabled }: WebhookRow): void {
  if (!enabled) throw conflict('webhook-disabled', 'Enable the webhook first.')
}

async function bodyOf(tx: Db, webhookId: string, id: string) {
  const delivery = await findDelivery(tx, webhookId, id)
  if (!delivery) throw notFound('delivery', id)
  return deliveryBody(delivery)
}
