import type { Content, ContentSection } from '../../atlas/content.ts'
import { limits } from '../../atlas/limits.ts'
import { sectionBody } from '../drafts/representation.ts'
import type { Warning } from '../drafts/schema.ts'
import { warningsOf } from '../drafts/warnings.ts'

/** A section by itself, as editors see it. */
export const editedSectionBody = (
  { id }: { id: string },
  section: ContentSection,
  warnings?: Warning[],
) => ({
  ...sectionBody(section),
  community: { type: 'community' as const, id },
  ...(warnings ? { warnings } : {}),
})

/** All sections in their order; there are never more than fit into one page. */
export const sectionListBody = ({ sections }: Content) => ({
  data: sections.map(sectionBody),
  page: { limit: limits.sections, next: null },
})

/** What publishing will take away of one section's texts; the pointers lead into that section. */
export function sectionWarnings(before: Content | null, content: Content, id: string): Warning[] {
  const place = `/sections/${content.sections.findIndex((section) => section.id === id)}`
  return warningsOf(before, content).flatMap(({ pointer, ...warning }) =>
    pointer.startsWith(`${place}/`) ? [{ pointer: pointer.slice(place.length), ...warning }] : [],
  )
}
