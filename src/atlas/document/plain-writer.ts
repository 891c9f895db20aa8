import type { Content } from '../content.ts'
import { showsTheSame } from '../markdown/parser.ts'
import { slugFrom } from '../slug.ts'
import type { RegionNames } from './document.ts'
import { writeHeading } from './heading.ts'
import { closingWords, endsOpening, endsText, escapeLine } from './plain-notation.ts'
import { writeRegionList } from './regions.ts'
import { UnwritableError } from './unwritable.ts'
import { type Texts, textsIn } from './writable.ts'

/**
 * Writes a community in the plain form, which has no place for kind, tags, aliases, images, cross-references, licence
 * and credit. A section without text is written as its bare heading. Throws UnwritableError where the locale has no
 * texts, where a heading begins with a backslash, or where a body depends on blanks that the form does not keep (code
 * with several blank lines in a row).
 */
export function writePlainDocument(
  content: Content,
  regions: RegionNames,
  locale?: string,
): string {
  const texts = textsIn(content, locale)
  const blocks = [
    escapeLine(texts.title, endsOpening),
    fieldLines(content, texts, regions),
    texts.tagline === null ? '' : escapeLine(texts.tagline, endsOpening),
    ...texts.sections.flatMap((section) => [headingLine(section), plainBody(section)]),
    closingLine(content, texts),
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

function fieldLines({ slug, regions }: Content, texts: Texts, names: RegionNames): string {
  const lines: string[] = []
  if (slugFrom(texts.title) !== slug) lines.push(`Slug: ${slug}`)
  if (texts.locale !== 'en') lines.push(`Locale: ${texts.locale}`)
  // A translation says nothing but texts, lest importing it change the community.
  if (texts.isOriginal && regions.length > 0)
    lines.push(`Region: ${writeRegionList(regions, names)}`)
  return lines.join('\n')
}

function closingLine({ canonicalUrl }: Content, { isOriginal }: Texts): string {
  if (canonicalUrl === null || !isOriginal) return closingWords
  return `${closingWords}: ${canonicalUrl.replace(/\s/g, encodeURIComponent)}`
}

function headingLine(section: Texts['sections'][number]): string {
  const line = writeHeading(section)
  if (line.startsWith('\\')) {
    throw new UnwritableError(
      `the heading “${line}” would read as text: it begins with a backslash`,
    )
  }
  return line
}

function plainBody({ body, heading }: Texts['sections'][number]): string {
  const paragraphs = body
    .replace(/\r\n?/g, '\n')
    // The plain form drops blanks at the ends of lines, so a hard line break takes its other notation.
    .replace(/(\S) {2,}\n(?=\s*\S)/g, '$1\\\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => paragraph.replace(/^\n|\n$/g, ''))
  if (body.trim() !== '' && !showsTheSame(paragraphs.join('\n\n'), body)) {
    throw new UnwritableError(`“${heading}” depends on blanks that the plain form does not keep`)
  }
  return paragraphs
    .map((paragraph) => (paragraph.includes('\n') ? paragraph : escapeLine(paragraph, endsText)))
    .join('\n\n')
}
