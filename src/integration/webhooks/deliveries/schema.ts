import { z } from 'zod'
import { listOf, pageParameters } from '../../../http/pagination.ts'
import { oneOf, queryOf } from '../../../http/query.ts'
import { eventTypes, pingEvent } from '../events.ts'
import { WebhookParams } from '../schema.ts'

const statuses = ['pending', 'delivered', 'failed'] as const

const Try = z.object({
  at: z.iso.datetime(),
  status: z.int().nullable().meta({ description: 'Of the answer; null where none came.' }),
  error: z
    .string()
    .nullable()
    .meta({ description: 'Why no answer came, such as `timeout` or `ECONNREFUSED`.' }),
  durationMs: z.int(),
  nextTryAt: z.iso.datetime().nullable(),
})

/** What is told the same way however it is asked for. */
export const StoredDelivery = z.object({
  event: z.enum([...eventTypes, pingEvent]),
  status: z.enum(statuses).meta({
    description: '`failed`: all tries were made; a retry or a replay starts it again.',
  }),
  tries: z.array(Try).meta({ description: 'The last ones, the oldest first.' }),
})

/** One event for one webhook, and what became of it. */
export const Delivery = z
  .object({
    type: z.literal('webhook_delivery'),
    id: z.uuid(),
    eventId: z.string().meta({ description: 'The `webhook-id` of every try.' }),
    ...StoredDelivery.shape,
    seq: z.int().nullable().meta({ description: 'Of the change in the feed; null for a ping.' }),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    nextTryAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'WebhookDelivery' })

export const DeliveryList = listOf(Delivery, 'WebhookDeliveryList')

/** What was put on the list again. */
export const Replay = z
  .object({
    type: z.literal('webhook_replay'),
    id: z.uuid().meta({ description: 'Of the webhook.' }),
    deliveries: z.int().meta({ description: 'How many events are on their way.' }),
  })
  .meta({ id: 'WebhookReplay' })

export const DeliveriesQuery = queryOf({
  status: oneOf(statuses).optional(),
  ...pageParameters,
})

export const ReplayQuery = queryOf({
  since: z.string().min(1).max(2000).meta({
    description:
      'A time (RFC 3339), or a cursor of the feed without filters or of an export: what came after it is sent.',
  }),
})

export const DeliveryParams = WebhookParams.extend({ delivery: z.uuid() })
