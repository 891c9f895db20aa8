import { bodiesOf, type Content } from '../../atlas/content.ts'
import { linkedSlugs } from '../../atlas/markdown/markdown.ts'
import type { WrittenTarget } from './store.ts'

/** A `[[link]]` and the section that has it. */
export interface Link {
  sectionId: string
  section: string
  slug: string
}

/** Every `[[link]]` of a community, each once a section. */
export function linksOf({ sections }: Content): Link[] {
  return sections.flatMap((section) =>
    [...new Set(bodiesOf(section).flatMap(linkedSlugs))].map((slug) => ({
      sectionId: section.id,
      section: section.slug,
      slug,
    })),
  )
}

/** Where a cross-reference leads inside the atlas; null where it leads out of it. */
export function writtenTarget({
  target,
}: Content['crossReferences'][number]): WrittenTarget | null {
  if ('url' in target) return null
  const section = 'section' in target ? target.section.toLowerCase() : null
  return { community: target.community.toLowerCase(), section }
}

/** What tells two targets apart. */
export const targetKey = ({ community, section }: WrittenTarget): string =>
  `${community} ${section ?? ''}`

/** All that documents refer or link to, each once. */
export function targetsOf(contents: readonly Content[]): WrittenTarget[] {
  const all = contents.flatMap((content) => [
    ...content.crossReferences.flatMap((reference) => writtenTarget(reference) ?? []),
    ...linksOf(content).map(({ slug }) => ({ community: slug, section: null })),
  ])
  return [...new Map(all.map((target) => [targetKey(target), target])).values()]
}
