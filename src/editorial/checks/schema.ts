import { z } from 'zod'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { manyOf, oneOf, queryOf, wholeNumber } from '../../http/query.ts'
import { statusValues } from '../drafts/schema.ts'

/** What can be in want of mending, in the order in which it is listed. */
export const checkValues = [
  'dead-link',
  'missing-quote',
  'missing-section',
  'no-region',
  'stale-draft',
  'unknown-target',
  'unpublished-target',
  'withdrawn-target',
] as const
export type CheckName = (typeof checkValues)[number]

/** One thing in a community that wants mending. */
const Check = z
  .object({
    type: z.literal('check'),
    id: z.string().meta({ description: 'Stays the same while the thing is not mended.' }),
    check: z.enum(checkValues),
    community: z.object({
      type: z.literal('community'),
      id: z.uuid(),
      slug: z.string(),
      title: z.string(),
      status: z.enum(statusValues),
    }),
    section: z.string().nullable().optional().meta({ description: 'Slug of the section.' }),
    reference: z.uuid().optional().meta({
      description: 'The cross-reference; a `[[link]]` is not one and has only its section.',
    }),
    detail: z.string(),
    mend: z
      .object({ method: z.enum(['PATCH', 'POST', 'PUT']), path: z.string() })
      .meta({ description: 'The request that mends it.' }),
  })
  .meta({ id: 'Check' })

export const CheckList = listOf(Check, 'CheckList')

const { limit, cursor } = pageParameters

export const ChecksQuery = queryOf({
  limit,
  cursor,
  check: manyOf(oneOf(checkValues), { max: checkValues.length }).optional(),
  community: manyOf(z.string().max(200), { max: 20 }).optional().meta({
    description: 'Communities by id or slug.',
  }),
  region: manyOf(z.string().max(120), { max: 20 }).optional().meta({
    description: 'Regions by id, code or slug: communities in them or in what lies in them.',
  }),
  status: manyOf(oneOf(statusValues), { max: statusValues.length }).optional(),
  staleDays: wholeNumber(z.int().min(0).max(3650).default(90)).meta({
    description: 'After how many days without a change unpublished work counts as stale.',
  }),
})
