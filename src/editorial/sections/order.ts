import type { Content } from '../../atlas/content.ts'
import type { EditFault, Merged } from '../../atlas/editing/edit-fault.ts'
import { findSection } from './finding.ts'

/** A community with its sections in the order of these references, which must name each of them once. */
export function reordered(content: Content, references: readonly string[]): Merged {
  const named = references.map((reference) => findSection(content.sections, reference))
  const ids = named.map((section) => section?.id)
  const faults = [
    ...references.flatMap((reference, index): EditFault[] => {
      const pointer = `/sections/${index}`
      if (!named[index]) return [unknown(pointer, reference)]
      return ids.indexOf(ids[index]) === index ? [] : [duplicate(pointer, reference)]
    }),
    ...content.sections.filter(({ id }) => !ids.includes(id)).map(missing),
  ]
  // What is wrong with the order says nothing about the content.
  if (faults.length > 0) return { document: content, faults }
  return { document: { ...content, sections: named }, faults }
}

const unknown = (pointer: string, reference: string): EditFault => ({
  pointer,
  code: 'unknown-section',
  detail: `There is no section “${reference}”.`,
})

const duplicate = (pointer: string, reference: string): EditFault => ({
  pointer,
  code: 'duplicate',
  detail: `The section “${reference}” is there twice.`,
})

const missing = ({ slug }: { slug: string }): EditFault => ({
  pointer: '/sections',
  code: 'missing-section',
  detail: `The section “${slug}” is missing.`,
})
