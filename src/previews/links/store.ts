import type { Db } from '../../database/database.ts'
import type { PreviewLink, Prisma } from '../../generated/prisma/client.ts'

export type LinkRow = PreviewLink

export const insertLink = (
  tx: Db,
  link: Prisma.PreviewLinkUncheckedCreateInput,
): Promise<LinkRow> => tx.previewLink.create({ data: link })

/** A link that still holds. */
export const findLiveLink = (db: Db, id: string, now: Date): Promise<LinkRow | null> =>
  db.previewLink.findFirst({ where: { id, revokedAt: null, expiresAt: { gt: now } } })

export const findLink = (db: Db, draftId: string, id: string): Promise<LinkRow | null> =>
  db.previewLink.findFirst({ where: { id, draftId } })

/** False where it was revoked before. */
export async function markRevoked(tx: Db, id: string, revokedAt: Date): Promise<boolean> {
  const where = { id, revokedAt: null }
  return (await tx.previewLink.updateMany({ where, data: { revokedAt } })).count === 1
}

/** One page, the newest first, and one row beyond it. */
export function listLinks(
  db: Db,
  draftId: string,
  beforeId: string | null,
  limit: number,
): Promise<LinkRow[]> {
  return db.previewLink.findMany({
    where: { draftId, ...(beforeId === null ? {} : { id: { lt: beforeId } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  })
}

export const countLinks = (db: Db, draftId: string): Promise<number> =>
  db.previewLink.count({ where: { draftId } })
