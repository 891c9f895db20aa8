import type { Content, ContentSection } from '../../../atlas/content.ts'
import type { CompiledText } from '../../../atlas/markdown/markdown.ts'
import { sortKey } from '../../../atlas/sort-key.ts'
import { takeReading } from '../readings.ts'
import type { Targets } from '../references/targets.ts'

interface CompiledSectionText extends Omit<CompiledText, 'removed'> {
  locale: string
  heading: string
}

export interface CompiledSection {
  id: string
  slug: string
  kind: string
  position: number
  images: ContentSection['images']
  texts: CompiledSectionText[]
}

/** Everything that the public will see of one revision, ready to be stored. */
export interface CompiledCommunity {
  slug: string
  kind: string
  defaultLocale: string
  locales: string[]
  /** In the default locale. */
  title: string
  titleSortKey: string
  aliases: string[]
  tags: string[]
  images: Content['images']
  canonicalUrl: string | null
  license: string | null
  creditText: string | null
  wordCount: number
  texts: { locale: string; title: string; tagline: string | null }[]
  sections: CompiledSection[]
}

export interface Compilation {
  community: CompiledCommunity
  warnings: string[]
}

/** Renders one revision's content; `[[links]]` lead to the targets that are published. */
export function compile(content: Content, targets: Targets, siteUrl: string): Compilation {
  const { sections, warnings } = compileSections(content, targets, siteUrl)
  return {
    community: { ...fieldsOf(content), wordCount: wordsOf(sections, content), sections },
    warnings,
  }
}

function compileSections(
  content: Content,
  targets: Targets,
  siteUrl: string,
): { sections: CompiledSection[]; warnings: string[] } {
  const warnings: string[] = []
  const sections = content.sections.map((section, index) => {
    const compiled = compileTexts(content, section, targets, siteUrl)
    warnings.push(...compiled.warnings)
    const { id, slug, kind, images } = section
    return { id, slug, kind, position: index + 1, images, texts: compiled.texts }
  })
  return { sections, warnings }
}

type Texts = Pick<ContentSection, 'slug' | 'heading' | 'body' | 'translations'>

/** Renders the texts of one section of a content, and says what sanitising took away of them. */
export function compileTexts(
  content: Pick<Content, 'defaultLocale'>,
  section: Texts,
  targets: Targets,
  siteUrl: string,
): { texts: CompiledSectionText[]; warnings: string[] } {
  const warnings: string[] = []
  const base = siteUrl.replace(/\/+$/, '')
  const resolve = (slug: string) => {
    const target = targets.community(slug)
    return target && { slug: target.slug, href: `${base}/communities/${target.slug}` }
  }
  const texts = textsOf(section, content.defaultLocale).map(({ locale, heading, body }) => {
    const { removed, ...text } = takeReading(content, body, locale).compile(resolve)
    warnings.push(...removed.map((what) => `${section.slug} (${locale}): ${what}`))
    return { locale, heading, ...text }
  })
  return { texts, warnings }
}

function textsOf(section: Texts, defaultLocale: string) {
  const { heading, body } = section
  const translated = Object.entries(section.translations).map(([locale, text]) => ({
    locale,
    ...text,
  }))
  return [{ locale: defaultLocale, heading, body }, ...translated]
}

function wordsOf(sections: CompiledSection[], { defaultLocale }: Content): number {
  const words = sections.flatMap(({ texts }) =>
    texts.filter(({ locale }) => locale === defaultLocale),
  )
  return words.reduce((sum, { wordCount }) => sum + wordCount, 0)
}

function fieldsOf(content: Content) {
  const { slug, kind, defaultLocale, title, tagline, translations } = content
  const translated = Object.entries(translations).map(([locale, text]) => ({ locale, ...text }))
  const { aliases, tags, images, canonicalUrl, license, creditText } = content
  return {
    slug,
    kind,
    defaultLocale,
    locales: [defaultLocale, ...Object.keys(translations).sort()],
    title,
    titleSortKey: sortKey(title),
    aliases,
    tags,
    images,
    canonicalUrl,
    license,
    creditText,
    texts: [{ locale: defaultLocale, title, tagline }, ...translated],
  }
}
