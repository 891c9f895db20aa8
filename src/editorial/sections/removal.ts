import type { Content, ContentSection } from '../../atlas/content.ts'
import { removeSection } from '../../atlas/editing/apply-part.ts'
import type { EditFault, Merged } from '../../atlas/editing/edit-fault.ts'

/** A community without a section. Each cross-reference that the section bears out is a fault, as it would hang in the air. */
export function withoutSection(content: Content, { id, slug }: ContentSection): Merged {
  const faults = content.crossReferences.flatMap((reference, index): EditFault[] => {
    if (reference.section !== slug) return []
    const detail = `The cross-reference ${reference.id} (“${reference.relation}”) names this section.`
    return [{ pointer: `/crossReferences/${index}/section`, code: 'section-in-use', detail }]
  })
  return { ...removeSection(content, id), faults }
}
