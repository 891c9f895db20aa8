import { z } from 'zod'
import { text } from '../../atlas/content.ts'
import { roles } from '../../authorship.ts'

const Name = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed() && !/[\n\r\0]/.test(text), 'must be one line')
  .meta({ description: 'Who or what holds the key; editors see it as the author of changes.' })

const Reach = {
  regions: z.array(text(120)).max(50).default([]).meta({
    description: 'Limits the key to communities of these regions and what lies in them.',
  }),
  communities: z.array(text(120)).max(500).default([]).meta({
    description: 'Limits the key to these communities. With `regions`, either suffices.',
  }),
}

/** What a new key shall be. */
export const NewKey = z
  .strictObject({
    name: Name,
    role: z.enum(roles),
    expiresAt: z.iso.datetime().nullable().default(null),
    requestsPerMinute: z.int().min(1).max(1_000_000).nullable().default(null).meta({
      description: 'How much its holder may ask for; the usual quota of keys where null.',
    }),
    ...Reach,
  })
  .meta({ id: 'NewKey' })
export type NewKey = z.infer<typeof NewKey>

/** A key as it is shown: all but its secret. */
export const Key = z
  .object({
    type: z.literal('key'),
    id: z.uuid(),
    name: z.string(),
    role: z.enum(roles),
    regions: z.array(z.uuid()),
    communities: z.array(z.uuid()),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    expiresAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
    requestsPerMinute: z.int().nullable(),
    lastUsedAt: z.iso.datetime().nullable().meta({ description: 'To the minute.' }),
  })
  .meta({ id: 'Key' })

/** A key at its creation, the only time at which its token is shown. */
export const CreatedKey = Key.extend({
  token: z.string().meta({ description: 'Send it as `Authorization: Bearer`. It is shown once.' }),
}).meta({ id: 'CreatedKey' })
