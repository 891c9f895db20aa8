import type { ContentReference } from '../content.ts'
import { factOf } from '../content-rules.ts'
import { newId } from '../identity.ts'
import type { ReferenceItem, ReferencePatch } from './content-patch.ts'
import { type EditFault, unknownId } from './edit-fault.ts'
import { matched, said } from './matching.ts'

/** A cross-reference after a patch; one without relation or target is not valid yet. */
type MergedReference = Omit<ContentReference, 'relation' | 'target'> & {
  relation: ContentReference['relation'] | undefined
  target: ContentReference['target'] | undefined
}

/** A cross-reference with a patch merged into it; without one, a new cross-reference. */
export function mergedReference(
  current: ContentReference | null,
  patch: ReferencePatch,
): MergedReference {
  return {
    id: current?.id ?? newId(),
    relation: patch.relation ?? current?.relation,
    target: patch.target ?? current?.target,
    section: said(patch.section, current?.section) ?? null,
    quote: said(patch.quote, current?.quote) ?? null,
    note: said(patch.note, current?.note) ?? null,
  }
}

/** The cross-references after a list of items: it says which there are, and their order. */
export function mergeReferences(
  existing: readonly ContentReference[],
  items: readonly ReferenceItem[],
) {
  const faults: EditFault[] = []
  const crossReferences = matched(existing, items, isMeant).map(({ item, part }, index) => {
    const { id, ...patch } = item
    const reference = mergedReference(part, patch)
    if (part || id === undefined) return reference
    faults.push(unknownId(`/crossReferences/${index}`, id, 'cross-reference'))
    return { ...reference, id }
  })
  return { crossReferences, faults }
}

const isMeant = ({ relation, target }: ReferenceItem, reference: ContentReference): boolean =>
  relation !== undefined &&
  target !== undefined &&
  factOf({ relation, target }) === factOf(reference)

/** The cross-references with the slugs of sections that were renamed: they go on naming the same sections. */
export function followRenamed(
  references: readonly ContentReference[],
  renamed: ReadonlyMap<string, string>,
): ContentReference[] {
  return references.map((reference) => {
    const slug = renamed.get(reference.section ?? '')
    return slug === undefined ? reference : { ...reference, section: slug }
  })
}
