import type { Content } from '../content.ts'
import { showsTheSame } from '../markdown/parser.ts'
import { slugFrom } from '../slug.ts'
import { sectionKinds } from '../vocabularies/section-kinds.ts'
import type { RegionNames } from './document.ts'
import { writeHeading } from './heading.ts'
import { closingWords, endsOpening, endsText, escapeLine } from './plain-notation.ts'
import { writeRegionList } from './regions.ts'
import { UnwritableError } from './unwritable.ts'
import { type DocumentFields, type Texts, textsIn } from './writable.ts'

type Section = Texts['sections'][number]
type PlainFields = Pick<DocumentFields, 'slug' | 'regions' | 'canonicalUrl'>

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
  const sections = (section: Section) => [headingLine(section), plainBody(section)]
  return plainDocument(content, textsIn(content, locale), regions, sections)
}

/** Like `writePlainDocument` for readers: what the form cannot keep comes as near as it can and refuses nothing. */
export const readablePlainText = (
  fields: PlainFields,
  texts: Texts,
  regions: RegionNames,
): string => plainDocument(fields, texts, regions, readableBlocks)

/** One section as `readablePlainText` has it: its heading and its text. */
export const readablePlainSection = (section: Section): string => joined(readableBlocks(section))

function plainDocument(
  fields: PlainFields,
  texts: Texts,
  regions: RegionNames,
  blocksOf: (section: Section) => string[],
): string {
  return joined([
    escapeLine(texts.title, endsOpening),
    fieldLines(fields, texts, regions),
    texts.tagline === null ? '' : escapeLine(texts.tagline, endsOpening),
    ...texts.sections.flatMap(blocksOf),
    closingLine(fields, texts),
  ])
}

const joined = (blocks: string[]): string => blocks.filter((block) => block !== '').join('\n\n')

function fieldLines({ slug, regions }: PlainFields, texts: Texts, names: RegionNames): string {
  const lines: string[] = []
  if (slugFrom(texts.title) !== slug) lines.push(`Slug: ${slug}`)
  if (texts.locale !== 'en') lines.push(`Locale: ${texts.locale}`)
  // A translation says nothing but texts, lest importing it change the community.
  if (texts.isOriginal && regions.length > 0)
    lines.push(`Region: ${writeRegionList(regions, names)}`)
  return lines.join('\n')
}

function closingLine({ canonicalUrl }: PlainFields, { isOriginal }: Texts): string {
  if (canonicalUrl === null || !isOriginal) return closingWords
  return `${closingWords}: ${canonicalUrl.replace(/\s/g, encodeURIComponent)}`
}

function headingLine(section: Section): string {
  const line = writeHeading(section)
  if (line.startsWith('\\')) {
    throw new UnwritableError(
      `the heading “${line}” would read as text: it begins with a backslash`,
    )
  }
  return line
}

function plainBody({ body, heading }: Section): string {
  const paragraphs = paragraphsOf(body)
  if (body.trim() !== '' && !showsTheSame(paragraphs.join('\n\n'), body)) {
    throw new UnwritableError(`“${heading}” depends on blanks that the plain form does not keep`)
  }
  return escaped(paragraphs)
}

function readableBlocks(section: Section): string[] {
  const { kind, heading, body } = section
  const sayable = heading.replace(/^[\\\s]+/, '') || sectionKinds[kind].label
  return [writeHeading({ ...section, heading: sayable }), escaped(paragraphsOf(body))]
}

const paragraphsOf = (body: string): string[] =>
  body
    .replace(/\r\n?/g, '\n')
    // The plain form drops blanks at the ends of lines, so a hard line break takes its other notation.
    .replace(/(\S) {2,}\n(?=\s*\S)/g, '$1\\\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => paragraph.replace(/^\n|\n$/g, ''))

const escaped = (paragraphs: string[]): string =>
  paragraphs
    .map((paragraph) => (paragraph.includes('\n') ? paragraph : escapeLine(paragraph, endsText)))
    .join('\n\n')
