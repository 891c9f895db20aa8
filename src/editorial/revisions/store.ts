import { z } from 'zod'
import { Content } from '../../atlas/content.ts'
import type { Db } from '../../database/database.ts'
import type { Revision } from '../../generated/prisma/client.ts'

/** What is known of a revision besides its content. */
export type RevisionRow = Omit<Revision, 'content'>

const Position = z.tuple([z.int()])

/** One page of a draft's revisions, the newest first, and one row beyond it. */
export function listRevisions(
  db: Db,
  draftId: string,
  after: readonly unknown[] | undefined,
  limit: number,
): Promise<RevisionRow[]> {
  const beyond = after ? { number: { lt: Position.parse(after)[0] } } : {}
  return db.revision.findMany({
    where: { draftId, ...beyond },
    orderBy: { number: 'desc' },
    omit: { content: true },
    take: limit + 1,
  })
}

export const countRevisions = (db: Db, draftId: string): Promise<number> =>
  db.revision.count({ where: { draftId } })

/** One revision; its content is null where it was purged. */
export async function findRevision(
  db: Db,
  draftId: string,
  number: number,
): Promise<(RevisionRow & { content: Content | null }) | null> {
  const row = await db.revision.findUnique({ where: { draftId_number: { draftId, number } } })
  if (!row) return null
  return { ...row, content: row.content === null ? null : Content.parse(row.content) }
}
