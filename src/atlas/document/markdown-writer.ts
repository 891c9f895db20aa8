import type { Content } from '../content.ts'
import { showsTheSame } from '../markdown/parser.ts'
import { reachesNestingLimit } from '../markdown/public-shape.ts'
import type { RegionNames } from './document.ts'
import { writeFrontMatter, writeTranslationFrontMatter } from './front-matter-writer.ts'
import { writeHeading } from './heading.ts'
import { isOpenFence, readOutline } from './markdown-outline.ts'
import { bodyOf, escapeTagline } from './markdown-text.ts'
import { textAsMarkdown } from './text-as-markdown.ts'
import { UnwritableError } from './unwritable.ts'
import { type DocumentFields, type Texts, textsIn } from './writable.ts'

type Section = Texts['sections'][number]

/**
 * Writes a community in the Markdown form: the whole, or in another language than its own the translated texts. A
 * section without text is written as its bare heading. `#` and `##` headings inside a body are indented by a blank, which
 * reading takes off again, and open code fences are closed, which shows the same. Throws UnwritableError where the
 * locale has no texts, a region is not known, or a body is nested too deep to be read or would swallow the sections
 * behind it.
 */
export function writeMarkdownDocument(
  content: Content,
  regions: RegionNames,
  locale?: string,
): string {
  const sections = (section: Section) => markdownSection(section, markdownBody(section))
  return markdownDocument(content, textsIn(content, locale), regions, sections)
}

/** Like `writeMarkdownDocument` for readers: a body that would swallow the sections behind it becomes its plain text. */
export const readableMarkdown = (
  fields: DocumentFields,
  texts: Texts,
  regions: RegionNames,
): string => markdownDocument(fields, texts, regions, readableMarkdownSection)

/** One section as `readableMarkdown` has it: its heading and its text. */
export const readableMarkdownSection = (section: Section): string =>
  markdownSection(section, readableBody(section))

function markdownDocument(
  fields: DocumentFields,
  texts: Texts,
  regions: RegionNames,
  writeSection: (section: Section) => string,
): string {
  const frontMatter = texts.isOriginal
    ? writeFrontMatter(fields, regions)
    : writeTranslationFrontMatter(fields.slug, texts.locale)
  const blocks = [
    `---\n${frontMatter}---`,
    `# ${texts.title}`,
    texts.tagline === null ? '' : escapeTagline(texts.tagline),
    ...texts.sections.map(writeSection),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

const markdownSection = (section: Section, body: string): string =>
  [`## ${writeHeading(section)}`, body].filter((block) => block !== '').join('\n\n')

function readableBody(section: Section): string {
  try {
    return markdownBody(section)
  } catch (error) {
    if (error instanceof UnwritableError) return textAsMarkdown(section.body)
    throw error
  }
}

function markdownBody({ body, heading }: Section): string {
  const lines = bodyOf(body.split(/\r\n|\n|\r/)).split('\n')
  if (lines.join('').trim() === '') return ''
  const written = withHeadingsIndented(withFencesClosed(lines)).join('\n')
  const { headings, tokens } = readOutline([...written.split('\n'), '', '## next'])
  const isReadable = headings.length === 1 && !tokens.some(reachesNestingLimit)
  if (isReadable && showsTheSame(written, body)) return written
  throw new UnwritableError(`“${heading}” would not read as the same text again`)
}

function withFencesClosed(lines: string[]): string[] {
  const open = readOutline(lines).tokens.find((token) => isOpenFence(token, lines))
  return open ? [...lines, open.markup] : lines
}

function withHeadingsIndented(lines: string[]): string[] {
  const indented = new Set(readOutline(lines).headings.map(({ index }) => index))
  return lines.map((line, index) => (indented.has(index) ? ` ${line}` : line))
}
