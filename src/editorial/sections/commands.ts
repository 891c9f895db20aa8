import type { Content, ContentSection } from '../../atlas/content.ts'
import { addSection, applySectionPatch, replaceSection } from '../../atlas/editing/apply-part.ts'
import type { SectionDraft, SectionPatch } from '../../atlas/editing/content-patch.ts'
import type { Merged } from '../../atlas/editing/edit-fault.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { type Precondition, requireCurrent } from '../../precondition.ts'
import { Problem } from '../../problem.ts'
import type { Written } from '../../written.ts'
import { type Edited, editDraft, editPart, partTag } from '../drafts/revising.ts'
import { draftTag } from '../drafts/service.ts'
import { findSection, sectionIn } from './finding.ts'
import { reordered } from './order.ts'
import { withoutSection } from './removal.ts'
import { editedSectionBody, sectionListBody, sectionWarnings } from './representation.ts'

/** A section as a request names it: the community's reference and its own. */
export interface SectionPlace {
  community: string
  section: string
}

/**
 * Adds a section behind the others under the slug that its address names. Throws as `editDraft` does, and 412 where it
 * is there.
 */
async function createSection(
  tx: Db,
  by: Authorship,
  { community, section: slug }: SectionPlace,
  body: SectionDraft,
): Promise<Written> {
  const edited = await editDraft(tx, community, by, (content, draft) => {
    const present = findSection(content.sections, slug)
    if (present) {
      throw new Problem('already-exists', {
        detail: `There is a section “${slug}” already.`,
        headers: { ETag: partTag(draft, present.id) },
      })
    }
    return added(content, slug, body)
  })
  const location = `/v1/editorial/communities/${edited.draft.slug}/sections/${slug}`
  return { ...answer(edited, sectionIn(edited.content, slug).id), status: 201, location }
}

function added(content: Content, slug: string, body: SectionDraft): Merged {
  const merged = addSection(content, slug, { ...body, slug })
  if (body.slug === undefined || body.slug === slug) return merged
  const detail = `The address says “${slug}”. State the same slug, or none.`
  const fault = { pointer: `${merged.base}/slug`, code: 'other-slug', detail }
  return { ...merged, faults: [...merged.faults, fault] }
}

/** Replaces a section by a whole one. Throws as `editDraft` does, 404 without the section and 412 where it has moved on. */
async function replaceSectionOf(
  tx: Db,
  by: Authorship,
  place: SectionPlace,
  precondition: Precondition,
  body: SectionDraft,
): Promise<Written> {
  const { id, ...edited } = await editSection(tx, by, place, precondition, (content, section) =>
    replaceSection(content, section.id, body),
  )
  return answer(edited, id)
}

/** Creates a section or replaces it, as the request's condition says. */
export const putSection = (
  tx: Db,
  by: Authorship,
  place: SectionPlace,
  condition: 'create' | Precondition,
  body: SectionDraft,
): Promise<Written> =>
  condition === 'create'
    ? createSection(tx, by, place, body)
    : replaceSectionOf(tx, by, place, condition, body)

/** Merges a patch into a section. Throws as `replaceSectionOf` does. */
export async function updateSection(
  tx: Db,
  by: Authorship,
  place: SectionPlace,
  precondition: Precondition,
  patch: SectionPatch,
): Promise<Written> {
  const { id, ...edited } = await editSection(tx, by, place, precondition, (content, section) =>
    applySectionPatch(content, section.id, patch),
  )
  return answer(edited, id)
}

/** Takes a section away. Throws as `replaceSectionOf` does, and 422 where cross-references name it. */
export async function deleteSection(
  tx: Db,
  by: Authorship,
  place: SectionPlace,
  precondition: Precondition,
): Promise<Written> {
  const edited = await editSection(tx, by, place, precondition, withoutSection)
  const { id, draft, content, before } = edited
  return { body: editedSectionBody(draft, sectionIn(before ?? content, id)) }
}

/** Puts the sections in another order. Throws as `editDraft` does, 412 where the community has moved on. */
export async function reorderSections(
  tx: Db,
  by: Authorship,
  community: string,
  precondition: Precondition,
  references: readonly string[],
): Promise<Written> {
  const { draft, content } = await editDraft(tx, community, by, (current, row) => {
    requireCurrent(precondition, draftTag(row))
    return reordered(current, references)
  })
  return { entityTag: draftTag(draft), body: sectionListBody(content) }
}

const editSection = (
  tx: Db,
  by: Authorship,
  { community, section }: SectionPlace,
  precondition: Precondition,
  edit: (content: Content, section: ContentSection) => Merged,
) => editPart(tx, community, by, precondition, (content) => sectionIn(content, section), edit)

const answer = ({ draft, content, before }: Edited, id: string): Written => ({
  entityTag: partTag(draft, id),
  body: editedSectionBody(draft, sectionIn(content, id), sectionWarnings(before, content, id)),
})
