import type { DraftRow } from '../drafts/service.ts'
import type { ReadRevision, RevisionRow } from './service.ts'

interface HistoryRow extends Omit<RevisionRow, 'draftId'> {
  /** Of the community or region. */
  ownerId: string
}

/** What any revision is shown with, of a community or of a region. */
export function historyBody(row: HistoryRow) {
  const { ownerId, number, author, message, createdAt, changedPaths, purgedAt } = row
  return {
    type: 'revision' as const,
    id: `${ownerId}/${number}`,
    number,
    author,
    message,
    createdAt: createdAt.toISOString(),
    changedPaths,
    purgedAt: purgedAt?.toISOString() ?? null,
  }
}

/** A revision of a draft as it is listed. */
export const revisionBody = (draft: DraftRow, { draftId: ownerId, ...row }: RevisionRow) => ({
  ...historyBody({ ownerId, ...row }),
  published: row.number === draft.publishedRevision,
})

/** A revision of a draft with its content. */
export const revisionWithContent = (draft: DraftRow, { content, ...row }: ReadRevision) => ({
  ...revisionBody(draft, row),
  content,
})
