import type { Content } from '../content.ts'
import type { Heading } from './heading.ts'
import { UnwritableError } from './unwritable.ts'

/** The texts of a content in one language, as both forms write them. */
export interface Texts {
  title: string
  tagline: string | null
  sections: (Heading & { body: string })[]
  /** Whether the texts are the community's own, not a translation of them. */
  isOriginal: boolean
  locale: string
}

/** What a document says of a community besides its texts. */
export type DocumentFields = Pick<
  Content,
  | 'slug'
  | 'kind'
  | 'defaultLocale'
  | 'tags'
  | 'aliases'
  | 'images'
  | 'regions'
  | 'license'
  | 'creditText'
  | 'canonicalUrl'
> & {
  /** The slugs and images of its sections. */
  sections: Pick<Content['sections'][number], 'slug' | 'images'>[]
  crossReferences: Omit<Content['crossReferences'][number], 'id'>[]
}

/** Picks one language; sections that are not translated into it are left out. */
export function textsIn(content: Content, locale = content.defaultLocale): Texts {
  if (locale === content.defaultLocale) return { ...content, isOriginal: true, locale }
  const translation = content.translations[locale]
  if (!translation) throw new UnwritableError(`“${content.slug}” has no texts in “${locale}”`)
  const sections = content.sections.flatMap(({ kind, slug, translations }) => {
    const text = translations[locale]
    return text ? [{ kind, slug, ...text }] : []
  })
  return { ...translation, sections, isOriginal: false, locale }
}
