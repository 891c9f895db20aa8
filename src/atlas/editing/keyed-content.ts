import type { Content, ContentReference, ContentSection } from '../content.ts'

type Prose = 'title' | 'tagline' | 'translations'
type Kept = Omit<Content, Prose | 'sections' | 'crossReferences'>

/**
 * A community's content without its prose, with its parts by id: `/sections/{id}/slug`, `/crossReferences/{id}/note`,
 * and their order beside them, so that moving a part does not look like rewriting it.
 */
export interface KeyedContent extends Kept {
  sections: Record<string, Pick<ContentSection, 'slug' | 'kind' | 'images'>>
  sectionOrder: string[]
  crossReferences: Record<string, Omit<ContentReference, 'id'>>
  crossReferenceOrder: string[]
}

export function keyedContent(content: Content): KeyedContent {
  const { title: _t, tagline: _g, translations: _l, sections, crossReferences, ...fields } = content
  return {
    ...fields,
    sections: Object.fromEntries(
      sections.map(({ id, slug, kind, images }) => [id, { slug, kind, images }]),
    ),
    sectionOrder: sections.map(({ id }) => id),
    crossReferences: Object.fromEntries(crossReferences.map(({ id, ...rest }) => [id, rest])),
    crossReferenceOrder: crossReferences.map(({ id }) => id),
  }
}
