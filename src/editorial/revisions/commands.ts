import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { type Precondition, requireCurrent } from '../../precondition.ts'
import type { Written } from '../../written.ts'
import { communityBody } from '../drafts/representation.ts'
import { editDraft } from '../drafts/revising.ts'
import { draftTag, lockLiveDraft } from '../drafts/service.ts'
import { warningsOf } from '../drafts/warnings.ts'
import { getRevision } from './service.ts'

/**
 * Makes the content of an old revision the newest one again, as a revision of its own. Throws 404 for an unknown
 * revision, 409 in the trash, 410 for a purged one, 412, and 422 where the old content breaks a rule of today.
 */
export async function restoreRevision(
  tx: Db,
  by: Authorship,
  reference: string,
  number: number,
  precondition: Precondition,
): Promise<Written> {
  const held = await lockLiveDraft(tx, reference, by)
  requireCurrent(precondition, draftTag(held))
  const old = await getRevision(tx, held, number)
  const reason = { ...by, message: by.message ?? `Restored revision ${number}` }
  const restored = { document: old.content, faults: [] }
  const { draft, content, before } = await editDraft(tx, held.id, reason, () => restored)
  return {
    entityTag: draftTag(draft),
    body: communityBody(draft, content, warningsOf(before, content)),
  }
}
