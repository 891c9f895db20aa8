import { type Authorship, isAtLeast } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { recordAudit } from '../../integration/audit/service.ts'
import { type Precondition, requireCurrent } from '../../precondition.ts'
import { conflict, forbidden } from '../../problem.ts'
import type { Written } from '../../written.ts'
import { itemBody } from '../drafts/representation.ts'
import { type DraftRow, draftTag, lockDraft, markTrashed } from '../drafts/service.ts'
import { type Site, withdrawalAnswer } from '../publishing/commands.ts'
import { lockPublishing } from '../publishing/lock.ts'
import { type Withdrawal, withdrawLocked } from '../publishing/withdrawal.ts'

/**
 * Puts a community in the trash, taken off the public side where it was there. Throws 403 where that takes an editor,
 * 409 where it is there already, or where published profiles refer to it and `force` is false, and 412.
 */
export async function trashCommunity(
  tx: Db,
  by: Authorship,
  site: Site,
  reference: string,
  precondition: Precondition,
  force = false,
): Promise<Written> {
  await lockPublishing(tx)
  const now = site.now()
  const draft = await lockDraft(tx, reference, by)
  requireEditorFor(draft, by)
  // Before its state: of two who delete at once, the second learns that somebody was faster.
  requireCurrent(precondition, draftTag(draft))
  if (draft.trashedAt) throw conflict('in-trash', `“${draft.slug}” is in the trash already.`)
  const terms = { siteUrl: site.siteUrl, by, unreferencedOnly: !force }
  const hidden: Withdrawal =
    draft.publishedRevision === null
      ? { draft, broken: [] }
      : await withdrawLocked(tx, draft, terms, now)
  const trashed = await markTrashed(tx, hidden.draft, now, by.author, now)
  await recordAudit(tx, { ...by, now }, 'community.trashed', { ...trashed, type: 'community' })
  return withdrawalAnswer({ draft: trashed, broken: hidden.broken })
}

function requireEditorFor({ publishedRevision }: DraftRow, { role }: Authorship): void {
  if (publishedRevision === null || isAtLeast(role, 'editor')) return
  throw forbidden('Deleting what is published takes a key of the role “editor” or higher.')
}

/** Takes a community out of the trash. Throws 409 where it is not there or was merged into another, and 412. */
export async function restoreCommunity(
  tx: Db,
  by: Authorship,
  reference: string,
  precondition: Precondition,
): Promise<Written> {
  const draft = await lockDraft(tx, reference, by)
  requireCurrent(precondition, draftTag(draft))
  const { trashedAt, mergedIntoId, title } = draft
  if (!trashedAt) throw conflict('not-in-trash', `“${draft.slug}” is not in the trash.`)
  if (mergedIntoId) throw conflict('merged', `“${title}” was merged into ${mergedIntoId}.`)
  const restored = await markTrashed(tx, draft, null, by.author, by.now)
  await recordAudit(tx, by, 'community.restored', { ...restored, type: 'community' })
  return { entityTag: draftTag(restored), body: itemBody(restored) }
}
