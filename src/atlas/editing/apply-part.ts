import type { Content } from '../content.ts'
import type { ReferenceDraft, ReferencePatch, SectionDraft, SectionPatch } from './content-patch.ts'
import type { Merged } from './edit-fault.ts'
import { followRenamed, mergedReference } from './references.ts'
import { mergedSection } from './sections.ts'

/** A community with a patch merged into one of its sections. Throws a RangeError where it has no such section. */
export function applySectionPatch(existing: Content, id: string, patch: SectionPatch): Merged {
  const index = indexOf(existing.sections, id)
  return withSection(existing, index, mergedSection(existing.sections[index] ?? null, patch))
}

/** A community with one section replaced by a whole one, which keeps the id and, unless it states one, the slug. */
export function replaceSection(existing: Content, id: string, draft: SectionDraft): Merged {
  const index = indexOf(existing.sections, id)
  const slug = draft.slug ?? existing.sections[index]?.slug
  return withSection(existing, index, { ...mergedSection(null, { ...draft, slug }), id })
}

/** A community with a new section behind the others; `slug` is its slug where the draft states none. */
export function addSection(
  existing: Content,
  slug: string,
  draft: SectionDraft,
): Merged & { id: string } {
  const section = mergedSection(null, { slug, ...draft })
  return { id: section.id, ...withSection(existing, existing.sections.length, section) }
}

function withSection(
  existing: Content,
  index: number,
  section: ReturnType<typeof mergedSection>,
): Merged {
  const sections: unknown[] = existing.sections
  const former = existing.sections[index]
  const renamed = new Map(former ? [[former.slug, section.slug]] : [])
  const document = {
    ...existing,
    sections: sections.toSpliced(index, 1, section),
    crossReferences: followRenamed(existing.crossReferences, renamed),
  }
  return { document, faults: [], base: `/sections/${index}` }
}

/** A community without one section. Cross-references that name it as their section are faults. */
export const removeSection = (existing: Content, id: string): Merged => ({
  document: { ...existing, sections: existing.sections.filter((section) => section.id !== id) },
  faults: [],
})

/** A community with a patch merged into one of its cross-references. Throws a RangeError where it has no such one. */
export function applyReferencePatch(existing: Content, id: string, patch: ReferencePatch): Merged {
  const index = indexOf(existing.crossReferences, id)
  const current = existing.crossReferences[index] ?? null
  return withReference(existing, index, mergedReference(current, patch))
}

/** A community with a new cross-reference behind the others. */
export function addReference(existing: Content, draft: ReferenceDraft): Merged & { id: string } {
  const reference = mergedReference(null, draft)
  return {
    id: reference.id,
    ...withReference(existing, existing.crossReferences.length, reference),
  }
}

function withReference(
  existing: Content,
  index: number,
  reference: ReturnType<typeof mergedReference>,
): Merged {
  const parts: unknown[] = existing.crossReferences
  const document = { ...existing, crossReferences: parts.toSpliced(index, 1, reference) }
  return { document, faults: [], base: `/crossReferences/${index}` }
}

/** A community without one cross-reference. */
export const removeReference = (existing: Content, id: string): Merged => ({
  document: {
    ...existing,
    crossReferences: existing.crossReferences.filter((reference) => reference.id !== id),
  },
  faults: [],
})

function indexOf(parts: readonly { id: string }[], id: string): number {
  const index = parts.findIndex((part) => part.id === id)
  if (index < 0) throw new RangeError(`no part has the id ${id}`)
  return index
}
