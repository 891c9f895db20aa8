import type { Content, ContentReference, ContentSection } from '../../atlas/content.ts'
import type { Warning } from './schema.ts'
import type { DraftRow } from './service.ts'

/** A draft as it is listed. */
export function itemBody(draft: DraftRow) {
  const { id, slug, kind, title, status, version, revision, publishedRevision } = draft
  const { createdAt, createdBy, updatedAt, updatedBy, trashedAt, mergedIntoId } = draft
  return {
    type: 'community' as const,
    id,
    slug,
    kind,
    title,
    status,
    version,
    revision,
    publishedRevision,
    createdAt: createdAt.toISOString(),
    createdBy,
    updatedAt: updatedAt.toISOString(),
    updatedBy,
    trashedAt: trashedAt?.toISOString() ?? null,
    mergedInto: mergedIntoId,
  }
}

/** A draft with its newest content. */
export function communityBody(draft: DraftRow, content: Content, warnings?: Warning[]) {
  return {
    ...itemBody(draft),
    ...content,
    sections: content.sections.map(sectionBody),
    crossReferences: content.crossReferences.map(referenceBody),
    ...(warnings ? { warnings } : {}),
  }
}

export const sectionBody = (section: ContentSection) => ({ type: 'section' as const, ...section })

export const referenceBody = (reference: ContentReference) => ({
  type: 'cross_reference' as const,
  ...reference,
})
