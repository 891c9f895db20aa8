import type { Content } from '../../atlas/content.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { recordAudit } from '../../integration/audit/service.ts'
import { type Precondition, requireCurrent } from '../../precondition.ts'
import { notFound, unprocessable } from '../../problem.ts'
import type { Written } from '../../written.ts'
import { communityBody } from '../drafts/representation.ts'
import { editDraft } from '../drafts/revising.ts'
import { type DraftRow, draftTag, lockLiveContent } from '../drafts/service.ts'
import { warningsOf } from '../drafts/warnings.ts'
import { type Catalogue, upToDate } from './catalogue.ts'
import { accepted, byId, faultsOf } from './decisions.ts'
import type { Decisions } from './schema.ts'
import { deleteRejection, insertRejections, listRejected, readSuggestions } from './service.ts'

/**
 * Makes what the accepted suggestions propose, as one revision, and remembers the rejected ones. `known` spares the
 * reading of all names. Throws as `editDraft` does, 412 where the draft has moved on, and 422 with every fault.
 */
export async function decideSuggestions(
  tx: Db,
  by: Authorship,
  known: Catalogue,
  reference: string,
  precondition: Precondition,
  decisions: Decisions,
): Promise<Written> {
  const { draft, content } = await lockCurrent(tx, by, reference, precondition)
  const suggestions = await readSuggestions(tx, await upToDate(tx, known), draft, content, by)
  const open = byId(suggestions)
  const faults = faultsOf(decisions, open, await listRejected(tx, draft.id))
  if (faults.length > 0) {
    throw unprocessable('invalid-content', 'Suggestions cannot be decided so; see errors.', faults)
  }
  await reject(tx, by, draft, decisions.reject)
  if (decisions.accept.length === 0) return unchanged(draft, content)
  const edited = await editDraft(tx, draft.id, by, (current) =>
    accepted(current, decisions.accept, open),
  )
  const body = communityBody(edited.draft, edited.content, warningsOf(content, edited.content))
  return { entityTag: draftTag(edited.draft), body }
}

/** Takes a rejection back: the suggestion is made again. Throws 404 where it is not rejected. */
export async function takeRejectionBack(
  tx: Db,
  by: Authorship,
  reference: string,
  precondition: Precondition,
  suggestion: string,
): Promise<Written> {
  const { draft, content } = await lockCurrent(tx, by, reference, precondition)
  if (!(await deleteRejection(tx, draft.id, suggestion))) {
    throw notFound('rejected suggestion', suggestion)
  }
  await recordAudit(tx, by, 'community.suggestion_reopened', { ...draft, type: 'community' })
  return unchanged(draft, content)
}

async function lockCurrent(
  tx: Db,
  by: Authorship,
  reference: string,
  precondition: Precondition,
): Promise<{ draft: DraftRow; content: Content }> {
  const current = await lockLiveContent(tx, reference, by)
  requireCurrent(precondition, draftTag(current.draft))
  return current
}

async function reject(tx: Db, by: Authorship, draft: DraftRow, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const added = await insertRejections(tx, draft.id, ids, by.author, by.now)
  if (added === 0) return
  await recordAudit(tx, by, 'community.suggestions_rejected', { ...draft, type: 'community' })
}

const unchanged = (draft: DraftRow, content: Content): Written => ({
  entityTag: draftTag(draft),
  body: communityBody(draft, content, []),
})
