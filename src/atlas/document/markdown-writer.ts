import type { Content } from '../content.ts'
import { showsTheSame } from '../markdown/parser.ts'
import type { RegionNames } from './document.ts'
import { writeFrontMatter, writeTranslationFrontMatter } from './front-matter-writer.ts'
import { writeHeading } from './heading.ts'
import { isOpenFence, readOutline } from './markdown-outline.ts'
import { bodyOf, escapeTagline } from './markdown-text.ts'
import { UnwritableError } from './unwritable.ts'
import { type Texts, textsIn } from './writable.ts'

/**
 * Writes a community in the Markdown form: the whole, or in another language than its own the translated texts. A
 * section without text is written as its bare heading. `#` and `##` headings inside a body are indented by a blank and
 * open code fences are closed, which shows the same. Throws UnwritableError where the locale has no texts, a region
 * is not known, or a body would swallow the sections behind it.
 */
export function writeMarkdownDocument(
  content: Content,
  regions: RegionNames,
  locale?: string,
): string {
  const texts = textsIn(content, locale)
  const frontMatter = texts.isOriginal
    ? writeFrontMatter(content, regions)
    : writeTranslationFrontMatter(content.slug, texts.locale)
  const blocks = [
    `---\n${frontMatter}---`,
    `# ${texts.title}`,
    texts.tagline === null ? '' : escapeTagline(texts.tagline),
    ...texts.sections.flatMap((section) => [`## ${writeHeading(section)}`, markdownBody(section)]),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function markdownBody({ body, heading }: Texts['sections'][number]): string {
  const lines = bodyOf(body.split(/\r\n|\n|\r/)).split('\n')
  if (lines.join('').trim() === '') return ''
  const written = withHeadingsIndented(withFencesClosed(lines)).join('\n')
  const { headings } = readOutline([...written.split('\n'), '', '## next'])
  if (headings.length === 1 && showsTheSame(written, body)) return written
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
