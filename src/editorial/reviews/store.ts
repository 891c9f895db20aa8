import type { Db } from '../../database/database.ts'
import type { Prisma, Review } from '../../generated/prisma/client.ts'

export type ReviewRow = Review

export const insertReview = (
  tx: Db,
  review: Prisma.ReviewUncheckedCreateInput,
): Promise<ReviewRow> => tx.review.create({ data: review })

/** One page, the newest first, and one row beyond it. */
export function listReviews(
  db: Db,
  draftId: string,
  beforeId: string | null,
  limit: number,
): Promise<ReviewRow[]> {
  return db.review.findMany({
    where: { draftId, ...(beforeId === null ? {} : { id: { lt: beforeId } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  })
}

export const countReviews = (db: Db, draftId: string): Promise<number> =>
  db.review.count({ where: { draftId } })
