import type { Content, ContentReference } from '../../atlas/content.ts'
import {
  addReference,
  applyReferencePatch,
  removeReference,
} from '../../atlas/editing/apply-part.ts'
import type { ReferenceDraft, ReferencePatch } from '../../atlas/editing/content-patch.ts'
import type { Merged } from '../../atlas/editing/edit-fault.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import type { Precondition } from '../../precondition.ts'
import type { Written } from '../../written.ts'
import { type Edited, editDraft, editPart, partTag } from '../drafts/revising.ts'
import { editedReferenceBody } from './representation.ts'
import { referenceIn } from './service.ts'
import { targetWarnings } from './warnings.ts'

/** A cross-reference as a request names it: the community's reference and its id. */
export interface ReferencePlace {
  community: string
  reference: string
}

/** Adds a cross-reference behind the others; its target need not be there yet. Throws as `editDraft` does. */
export async function createReference(
  tx: Db,
  by: Authorship,
  community: string,
  body: ReferenceDraft,
): Promise<Written> {
  let id = ''
  const edited = await editDraft(tx, community, by, (content) => {
    const added = addReference(content, body)
    id = added.id
    return added
  })
  const location = `/v1/editorial/communities/${edited.draft.slug}/cross-references/${id}`
  return { ...(await answer(tx, by, edited, id)), status: 201, location }
}

/** Merges a patch into a cross-reference. Throws as `editDraft` does, 404 without it and 412 where it has moved on. */
export async function updateReference(
  tx: Db,
  by: Authorship,
  place: ReferencePlace,
  precondition: Precondition,
  patch: ReferencePatch,
): Promise<Written> {
  const { id, ...edited } = await editReference(tx, by, place, precondition, (content, current) =>
    applyReferencePatch(content, current.id, patch),
  )
  return answer(tx, by, edited, id)
}

/** Takes a cross-reference away. Throws as `updateReference` does. */
export async function deleteReference(
  tx: Db,
  by: Authorship,
  place: ReferencePlace,
  precondition: Precondition,
): Promise<Written> {
  const edited = await editReference(tx, by, place, precondition, (content, current) =>
    removeReference(content, current.id),
  )
  const { id, draft, content, before } = edited
  return { body: editedReferenceBody(draft, referenceIn(before ?? content, id)) }
}

const editReference = (
  tx: Db,
  by: Authorship,
  { community, reference }: ReferencePlace,
  precondition: Precondition,
  edit: (content: Content, current: ContentReference) => Merged,
) => editPart(tx, community, by, precondition, (content) => referenceIn(content, reference), edit)

async function answer(
  tx: Db,
  by: Authorship,
  { draft, content }: Edited,
  id: string,
): Promise<Written> {
  const reference = referenceIn(content, id)
  const warnings = await targetWarnings(tx, by, draft, reference)
  return {
    entityTag: partTag(draft, id),
    body: editedReferenceBody(draft, reference, warnings),
  }
}
