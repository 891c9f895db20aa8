import { z } from 'zod'
import { text } from '../../atlas/content.ts'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { queryOf } from '../../http/query.ts'
import { EditorialCommunityItem } from '../drafts/schema.ts'

const verdictValues = ['submitted', 'approved', 'changes_requested'] as const

/** A step of a review. */
export const ReviewStep = z
  .strictObject({
    verdict: z.enum(verdictValues),
    comment: text(5000).nullable().optional().meta({
      description: 'What the reviewer has to say; needed where changes are requested.',
    }),
  })
  .meta({ id: 'ReviewStep' })
export type ReviewStep = z.infer<typeof ReviewStep>

/** A step of a review that was taken. */
const Review = z
  .object({
    type: z.literal('review'),
    id: z.uuid(),
    verdict: z.enum(verdictValues),
    comment: z.string().nullable(),
    revision: z.int().meta({ description: 'The newest revision when the step was taken.' }),
    author: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Review' })

export const ReviewList = listOf(Review, 'ReviewList')
export const ReviewsQuery = queryOf(pageParameters)

/** A community after a step of its review. */
export const ReviewedCommunity = EditorialCommunityItem.extend({ review: Review }).meta({
  id: 'ReviewedCommunity',
})
