import { z } from 'zod'
import { canonicalRelationValues, relationValues } from '../../atlas/vocabularies/relations.ts'
import { localeParameter } from '../../http/locale.ts'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { manyOf, oneOf, queryOf } from '../../http/query.ts'
import { Id, PathReference, ReferenceEnd, SlugText } from '../schema.ts'

/** A cross-reference as read from the end of the community whose profile shows it. */
export const CrossReference = z
  .object({
    type: z.literal('cross_reference'),
    id: Id,
    relation: z.enum(relationValues),
    label: z.string(),
    direction: z.enum(['outgoing', 'incoming']).meta({
      description: 'outgoing: this community asserts it; incoming: only the other one does.',
    }),
    section: SlugText.nullable().meta({
      description: 'The section of this community that bears it out.',
    }),
    quote: z.string().nullable(),
    note: z.string().nullable(),
    target: ReferenceEnd,
  })
  .meta({ id: 'CrossReference' })

export const CrossReferenceList = listOf(CrossReference, 'CrossReferenceList')

/** A public edge of the graph in its canonical direction, with what each end says of it. */
const Edge = z
  .object({
    type: z.literal('cross_reference'),
    id: Id,
    relation: z.enum(relationValues),
    label: z.string(),
    from: ReferenceEnd,
    to: ReferenceEnd,
    assertions: z.array(
      z.object({
        community: SlugText.meta({
          description: 'Slug of the community whose profile asserts it.',
        }),
        section: SlugText.nullable(),
        quote: z.string().nullable(),
        note: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Edge' })

export const EdgeList = listOf(Edge, 'EdgeList')

export const CrossReferencesQuery = queryOf({
  direction: manyOf(oneOf(['outgoing', 'incoming']), { max: 2 }).optional(),
  relation: manyOf(oneOf(relationValues), { max: 30 }).optional(),
  ...localeParameter,
  ...pageParameters,
})
export type CrossReferencesQuery = z.infer<typeof CrossReferencesQuery>

export const EdgesQuery = queryOf({
  from: PathReference.optional(),
  to: PathReference.optional(),
  relation: manyOf(oneOf(canonicalRelationValues), { max: 30 }).optional().meta({
    description: 'Canonical relations; the ends of a symmetric one have no order.',
  }),
  ...localeParameter,
  ...pageParameters,
})
export type EdgesQuery = z.infer<typeof EdgesQuery>
