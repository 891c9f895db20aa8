import { z } from 'zod'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { oneOf, queryOf, timeAfterYearZero } from '../../http/query.ts'

/** Who did what, when and from where. */
const AuditEntry = z
  .object({
    type: z.literal('audit_entry'),
    id: z.uuid(),
    at: z.iso.datetime(),
    action: z.string().meta({ description: 'Such as `community.published`.' }),
    outcome: z.enum(['done', 'refused']),
    problem: z
      .string()
      .nullable()
      .meta({ description: 'The type of the problem that refused it.' }),
    actor: z.string().nullable(),
    keyId: z.uuid().nullable(),
    target: z
      .object({
        type: z.string(),
        id: z.uuid(),
        slug: z.string().nullable(),
        revision: z.int().nullable(),
      })
      .nullable(),
    requestId: z.string().nullable(),
    address: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' })

export const AuditList = listOf(AuditEntry, 'AuditList')

const Time = timeAfterYearZero(z.iso.datetime())

export const AuditQuery = queryOf({
  ...pageParameters,
  actor: z.string().min(1).max(200).optional().meta({ description: 'Name of a key’s holder.' }),
  action: z.string().min(1).max(100).optional(),
  outcome: oneOf(['done', 'refused']).optional(),
  target: z.uuid().optional().meta({ description: 'Id of what was acted on.' }),
  since: Time.optional(),
  until: Time.optional(),
})
