import { applyPatch, contentFrom } from '../../atlas/editing/apply-patch.ts'
import type { CommunityDraft, CommunityPatch } from '../../atlas/editing/content-patch.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { type Precondition, requireCurrent } from '../../precondition.ts'
import type { Written } from '../../written.ts'
import { communityBody } from './representation.ts'
import { createDraft, editDraft } from './revising.ts'
import { draftTag } from './service.ts'
import { settled } from './settling.ts'
import { warningsOf } from './warnings.ts'

/** Creates a community. Throws 422 with every fault, 409 where the slug is taken. */
export async function createCommunity(
  tx: Db,
  by: Authorship,
  body: CommunityDraft,
): Promise<Written> {
  const content = await settled(tx, contentFrom(body))
  const draft = await createDraft(tx, content, by)
  return {
    status: 201,
    entityTag: draftTag(draft),
    location: `/v1/editorial/communities/${draft.slug}`,
    body: communityBody(draft, content, warningsOf(null, content)),
  }
}

/** Merges a patch into a community. Throws as `editDraft` does, and 412 where the draft has moved on. */
export async function updateCommunity(
  tx: Db,
  by: Authorship,
  reference: string,
  precondition: Precondition,
  patch: CommunityPatch,
): Promise<Written> {
  const { draft, content, before } = await editDraft(tx, reference, by, (current, row) => {
    requireCurrent(precondition, draftTag(row))
    return applyPatch(current, patch)
  })
  const body = communityBody(draft, content, warningsOf(before, content))
  return { entityTag: draftTag(draft), body }
}
