import { z } from 'zod'
import { text } from '../../atlas/content.ts'
import { communityKindValues } from '../../atlas/vocabularies/community-kinds.ts'
import { regionKindValues } from '../../atlas/vocabularies/region-kinds.ts'
import { listOf } from '../../http/pagination.ts'
import { eventTypes } from './events.ts'

const kinds = [...communityKindValues, ...regionKindValues] as const

const Url = text(2000).meta({
  description:
    'Where events are sent: an `https` address on the public internet, without user and password.',
})
const Events = z.array(z.enum(eventTypes)).min(1).max(eventTypes.length).meta({
  description: 'What to be told of.',
})
const Regions = z.array(text(120)).max(50).meta({
  description:
    'Slugs, codes or ids of regions: only changes of these, and of what lies in them. Empty: anywhere.',
})
const Kinds = z.array(z.enum(kinds)).max(kinds.length).meta({
  description: 'Only changes of communities and regions of these kinds. Empty: of any.',
})

/** What a new webhook shall be. */
export const NewWebhook = z
  .strictObject({
    url: Url,
    events: Events.default([...eventTypes]),
    regions: Regions.default([]),
    kinds: Kinds.default([]),
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'NewWebhook' })
export type NewWebhook = z.infer<typeof NewWebhook>

/** A JSON merge patch of a webhook; nothing of it can be taken away by null. */
export const WebhookPatch = z
  .strictObject({
    url: Url.optional(),
    events: Events.optional(),
    regions: Regions.optional(),
    kinds: Kinds.optional(),
    enabled: z.boolean().optional().meta({ description: 'What waits goes on when it is enabled.' }),
  })
  .meta({ id: 'WebhookPatch' })
export type WebhookPatch = z.infer<typeof WebhookPatch>

/** A webhook as it is shown: all but its secrets. */
export const Webhook = z
  .object({
    type: z.literal('webhook'),
    id: z.uuid(),
    url: z.string(),
    events: z.array(z.enum(eventTypes)),
    regions: z.array(z.uuid()),
    kinds: z.array(z.enum(kinds)),
    enabled: z.boolean(),
    disabledReason: z.enum(['requested', 'gone', 'failing']).nullable().meta({
      description:
        '`requested`: by an admin; `gone`: the receiver answered 410; `failing`: nothing arrived for days.',
    }),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Webhook' })

/** A webhook with its new secret, which is shown this once. */
export const WebhookWithSecret = Webhook.extend({
  secret: z.string().meta({
    description: 'Signs what is sent, as Standard Webhooks says. It is shown once.',
  }),
}).meta({ id: 'WebhookWithSecret' })

export const WebhookList = listOf(Webhook, 'WebhookList')

export const WebhookParams = z.object({ webhook: z.uuid() })
