import type { Content, ContentSection } from '../content.ts'
import { type Prose, proseOf } from './prose.ts'

export const textFields = ['title', 'tagline', 'heading', 'body'] as const

/** One text of a community in one language, as it is written. */
export interface ContentText {
  field: (typeof textFields)[number]
  /** Slug of the section whose text it is. */
  section: string | null
  locale: string
  written: string
}

/** All texts of a community in all its languages. Bodies come first: what running text says is worth quoting most. */
export function textsOf(content: Content): ContentText[] {
  const bodies = content.sections.flatMap((section) => textsIn(content, section, 'body'))
  const headings = content.sections.flatMap((section) => textsIn(content, section, 'heading'))
  return [...bodies, ...headings, ...ownTexts(content)]
}

/** The body and the heading of a section in all languages. */
export const sectionTexts = (content: Content, section: ContentSection): ContentText[] => [
  ...textsIn(content, section, 'body'),
  ...textsIn(content, section, 'heading'),
]

/** The prose of a text; all but bodies are plain already. */
export const proseIn = ({ field, written }: ContentText): Prose =>
  field === 'body' ? proseOf(written) : { text: written, searchable: written }

function textsIn(
  { defaultLocale }: Content,
  { slug, translations, ...section }: ContentSection,
  field: 'body' | 'heading',
): ContentText[] {
  const all = { [defaultLocale]: section, ...translations }
  return Object.entries(all).map(([locale, texts]) => ({
    field,
    section: slug,
    locale,
    written: texts[field],
  }))
}

function ownTexts({ defaultLocale, translations, title, tagline }: Content): ContentText[] {
  const all = { [defaultLocale]: { title, tagline }, ...translations }
  return Object.entries(all).flatMap(([locale, texts]): ContentText[] => [
    ...(texts.tagline === null
      ? []
      : [{ field: 'tagline', section: null, locale, written: texts.tagline } as const]),
    { field: 'title', section: null, locale, written: texts.title },
  ])
}
