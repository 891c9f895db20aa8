import type { Db } from '../../database/database.ts'
import { notFound } from '../../problem.ts'
import { findWebhook, lockWebhook, type WebhookRow } from './store.ts'

/** One webhook; throws 404 where there is none. */
export async function getWebhook(db: Db, id: string): Promise<WebhookRow> {
  const webhook = await findWebhook(db, id)
  if (!webhook) throw notFound('webhook', id)
  return webhook
}

/** The same, held against whoever changes or deletes it until the transaction ends. */
export async function holdWebhook(tx: Db, id: string): Promise<WebhookRow> {
  const webhook = await lockWebhook(tx, id)
  if (!webhook) throw notFound('webhook', id)
  return webhook
}
