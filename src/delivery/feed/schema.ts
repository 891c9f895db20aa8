import { z } from 'zod'
import { communityKindValues } from '../../atlas/vocabularies/community-kinds.ts'
import { regionKindValues } from '../../atlas/vocabularies/region-kinds.ts'
import { pageParameters } from '../../http/pagination.ts'
import { manyOf, oneOf, queryOf, wholeNumber } from '../../http/query.ts'
import { Id, SlugText, Timestamp } from '../schema.ts'
import { bodyFormat } from '../sections/schema.ts'
import { WholeResource } from './whole.ts'

const kinds = [...communityKindValues, ...regionKindValues] as const

/** Something that the public can see has changed. */
const Change = z
  .object({
    type: z.literal('change'),
    seq: z.int().meta({
      description:
        'Grows with every change, and names this one for good: what came twice is known by it.',
    }),
    op: z.enum(['published', 'updated', 'renamed', 'withdrawn', 'merged']),
    resource: z
      .object({ type: z.enum(['community', 'region']), id: Id, slug: SlugText })
      .meta({ description: 'What has changed, under the slug that it had then.' }),
    mergedIntoId: Id.nullable().meta({
      description: 'Where its addresses lead since it was merged.',
    }),
    kind: z.enum(kinds).meta({ description: 'Its kind at that time.' }),
    regionIds: z.array(Id).meta({
      description:
        'Of a community its regions, before and after the change; of a region itself and all above it.',
    }),
    revision: z.int().nullable().meta({ description: 'The revision that was public after it.' }),
    at: Timestamp,
    current: WholeResource.nullable().optional().meta({
      description: 'With `include=resource`: what it is now; null where it is gone.',
    }),
  })
  .meta({ id: 'Change' })

/** Changes in the order in which they became visible. */
export const ChangePage = z
  .object({
    data: z.array(Change),
    page: z.object({
      limit: z.int(),
      next: z.string().meta({
        description: 'The cursor from which to go on; never null, as there will be more.',
      }),
    }),
  })
  .meta({ id: 'ChangePage' })

const longestWaitSeconds = 30

export const ChangesQuery = queryOf({
  kind: manyOf(oneOf(kinds), { max: 40 })
    .optional()
    .meta({ description: 'Changes of communities or regions of this kind, as it was then.' }),
  region: manyOf(z.string().min(1).max(120), { max: 20 })
    .optional()
    .meta({
      description:
        'Slug, ISO 3166, M49 or id of a region: changes of itself, of what lay in it before or after, and of what lay ' +
        'in regions below it then. A region that is gone counts too.',
    }),
  include: manyOf(oneOf(['resource']), { max: 1 })
    .optional()
    .meta({
      description: '`resource`: with each resource as it is now; `limit` is then at most 20.',
    }),
  bodyFormat,
  wait: wholeNumber(z.int().min(0).max(longestWaitSeconds)).optional().meta({
    description: 'For how many seconds to wait for a change where there is none.',
  }),
  limit: pageParameters.limit,
  cursor: z
    .string()
    .min(1)
    .max(2000)
    .optional()
    .meta({
      description:
        '`page.next` of the page before, with the same filters, or the cursor of an export, with any. Without it the ' +
        'feed is read from where it begins.',
    }),
})
export type ChangesQuery = z.infer<typeof ChangesQuery>
