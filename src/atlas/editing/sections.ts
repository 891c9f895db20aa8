import type { ContentSection } from '../content.ts'
import { newId } from '../identity.ts'
import { slugFrom } from '../slug.ts'
import { type SectionKind, sectionKinds } from '../vocabularies/section-kinds.ts'
import type { SectionItem, SectionPatch } from './content-patch.ts'
import { type EditFault, noSlug, unknownId } from './edit-fault.ts'
import { matched, mergedLocales, type Some, said } from './matching.ts'

/** A section after a patch; one without a kind is not valid yet. */
type MergedSection = Omit<ContentSection, 'kind' | 'translations'> & {
  kind: SectionKind | undefined
  translations: Record<string, Some<ContentSection['translations'][string]>>
}

/** A section with a patch merged into it; without one, a new section. */
export function mergedSection(current: ContentSection | null, patch: SectionPatch): MergedSection {
  const kind = patch.kind ?? current?.kind
  const label = sectionKinds[kind ?? 'other'].label
  const heading = said(patch.heading, current?.heading) ?? label
  return {
    id: current?.id ?? newId(),
    slug: patch.slug ?? current?.slug ?? defaultSlug(kind, heading),
    kind,
    heading,
    body: said(patch.body, current?.body) ?? '',
    images: said(patch.images, current?.images) ?? [],
    translations: mergedLocales(current?.translations ?? {}, patch.translations),
  }
}

const defaultSlug = (kind: SectionKind | undefined, heading: string): string =>
  kind === undefined || kind === 'other' ? slugFrom(heading) : kind.replaceAll('_', '-')

/**
 * The sections after a list of items: it says which there are, and their order. `renamed` leads from the former
 * slug of a section to its new one.
 */
export function mergeSections(existing: readonly ContentSection[], items: readonly SectionItem[]) {
  const faults: EditFault[] = []
  const renamed = new Map<string, string>()
  const sections = matched(existing, items, isMeant).map(({ item, part }, index) => {
    const { id, ...patch } = item
    const section = mergedSection(part, patch)
    if (part && part.slug !== section.slug) renamed.set(part.slug, section.slug)
    if (section.slug === '') faults.push(noSlug(`/sections/${index}`, section.heading))
    if (part || id === undefined) return section
    faults.push(unknownId(`/sections/${index}`, id, 'section'))
    return { ...section, id }
  })
  return { sections, renamed, faults }
}

/** An item that states neither id nor slug means the one section of its kind, among `other` ones that of its heading. */
function isMeant({ slug, kind, heading }: SectionItem, section: ContentSection): boolean {
  if (slug !== undefined) return slug === section.slug
  if (kind !== 'other') return kind === section.kind
  return section.slug === defaultSlug(kind, heading ?? sectionKinds.other.label)
}
