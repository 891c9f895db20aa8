import type { Content, ContentSection } from '../../atlas/content.ts'
import { notFound } from '../../problem.ts'

/** The section that a reference means: its id or its present slug. */
export const findSection = (
  sections: readonly ContentSection[],
  reference: string,
): ContentSection | undefined =>
  sections.find(({ id, slug }) => slug === reference || id === reference.toLowerCase())

/** The same; throws 404 where there is none. */
export function sectionIn({ sections }: Content, reference: string): ContentSection {
  const section = findSection(sections, reference)
  if (!section) throw notFound('section', reference)
  return section
}
