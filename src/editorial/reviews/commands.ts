import { newId } from '../../atlas/identity.ts'
import { type Authorship, isAtLeast } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { recordAudit } from '../../integration/audit/service.ts'
import { type Precondition, requireCurrent } from '../../precondition.ts'
import { conflict, forbidden, unprocessable } from '../../problem.ts'
import type { Written } from '../../written.ts'
import { itemBody } from '../drafts/representation.ts'
import { type DraftRow, draftTag, lockLiveDraft, markStatus } from '../drafts/service.ts'
import type { ReviewStep } from './schema.ts'
import { insertReview, type ReviewRow } from './store.ts'

/**
 * Takes a step in the review of a community: it is submitted, approved, or sent back with what has to change. Throws
 * 403 where a contributor decides, 409 where the status does not allow the step, 412 where the draft has moved on.
 */
export async function reviewCommunity(
  tx: Db,
  by: Authorship,
  reference: string,
  precondition: Precondition,
  { verdict, comment = null }: ReviewStep,
): Promise<Written> {
  if (verdict !== 'submitted' && !isAtLeast(by.role, 'editor')) {
    throw forbidden('To approve or to request changes takes a key of the role “editor” or higher.')
  }
  const draft = await lockLiveDraft(tx, reference, by)
  requireCurrent(precondition, draftTag(draft))
  requireFitting(draft, verdict, comment)
  const { author, now } = by
  const review = await insertReview(tx, {
    id: newId(),
    draftId: draft.id,
    revision: draft.revision,
    verdict,
    comment,
    author,
    createdAt: now,
  })
  const reviewed = await markStatus(tx, draft, statusAfter(draft, verdict), author, now)
  await recordAudit(tx, by, `community.${verdict}`, { ...reviewed, type: 'community' })
  const body = { ...itemBody(reviewed), review: reviewBody(review) }
  return { entityTag: draftTag(reviewed), body }
}

type Verdict = ReviewStep['verdict']

/** What is sent back is what it was before: a draft, or a published community with changes that wait. */
function statusAfter({ publishedRevision }: DraftRow, verdict: Verdict): DraftRow['status'] {
  if (verdict !== 'changes_requested') return 'in_review'
  return publishedRevision === null ? 'draft' : 'published'
}

function requireFitting(
  { slug, status }: DraftRow,
  verdict: Verdict,
  comment: string | null,
): void {
  const inReview = status === 'in_review'
  if (verdict === 'submitted' && inReview) {
    throw conflict('wrong-status', `“${slug}” is in review already.`)
  }
  if (verdict !== 'submitted' && !inReview) {
    throw conflict('wrong-status', `“${slug}” is not in review: it is “${status}”.`)
  }
  if (verdict === 'changes_requested' && comment === null) {
    const detail = 'Say what has to change.'
    const fault = { pointer: '/comment', code: 'required', detail }
    throw unprocessable('invalid-content', detail, [fault])
  }
}

/** A step as it is shown to editors. */
export function reviewBody({ id, verdict, comment, revision, author, createdAt }: ReviewRow) {
  const at = createdAt.toISOString()
  return { type: 'review' as const, id, verdict, comment, revision, author, createdAt: at }
}
