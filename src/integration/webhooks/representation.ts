import type { z } from 'zod'
import type { Written } from '../../written.ts'
import { Webhook } from './schema.ts'
import type { WebhookRow } from './store.ts'

const Stored = Webhook.pick({ events: true, kinds: true, disabledReason: true })

/** A webhook as it is shown: never a secret. */
export function webhookBody(webhook: WebhookRow): z.infer<typeof Webhook> {
  const { id, url, regionIds: regions, enabled, createdBy } = webhook
  return {
    type: 'webhook',
    id,
    url,
    regions,
    enabled,
    ...Stored.parse(webhook),
    createdAt: webhook.createdAt.toISOString(),
    createdBy,
    updatedAt: webhook.updatedAt.toISOString(),
  }
}

export const webhookTag = ({ version }: WebhookRow): string => `"${version}"`

export const answerOf = (webhook: WebhookRow): Written => ({
  entityTag: webhookTag(webhook),
  body: webhookBody(webhook),
})
