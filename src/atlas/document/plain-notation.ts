import { isFrontMatterMark } from './front-matter-mark.ts'
import { type Heading, readHeading } from './heading.ts'

export const closingWords = 'View on The Culture Atlas'
const closing = /^view on the culture atlas(?: *[:：] *| +|$)(\S*)$/i
const field = /^(region|slug|locale)s?:(.*)$/i

/** The section that a line which stands alone begins, if any; a backslash before it makes it text. */
export const readHeadingLine = (line: string): Heading | null =>
  line.startsWith('\\') ? null : readHeading(line)

/** The address on the closing line, empty where it has none; null where the line is not the closing one. */
export const readClosing = (line: string): string | null =>
  readHeadingLine(line) ? null : (closing.exec(line.trim())?.[1] ?? null)

/** A line such as `Region: Japan` that may stand before the sections. */
export function readField(
  line: string,
): { name: 'region' | 'slug' | 'locale'; value: string } | null {
  const match = field.exec(line.trim())
  const name = match?.[1]?.toLowerCase()
  if (name !== 'region' && name !== 'slug' && name !== 'locale') return null
  return { name, value: match?.[2]?.trim() ?? '' }
}

/** Whether a line that stands alone among the sections is not text. */
export const endsText = (line: string): boolean =>
  readHeadingLine(line) !== null || readClosing(line) !== null

/** Whether a line that stands alone before the sections is neither title nor tagline. */
export const endsOpening = (line: string): boolean =>
  endsText(line) || readField(line) !== null || isFrontMatterMark(line)

type Predicate = typeof endsText

/** Puts a backslash before text that would otherwise be read as something else. */
export const escapeLine = (line: string, means: Predicate): string =>
  means(line.replace(/^\\+/, '')) ? `\\${line}` : line

/** Takes the backslash away again. */
export const unescapeLine = (line: string, means: Predicate): string =>
  line.startsWith('\\') && means(line.replace(/^\\+/, '')) ? line.slice(1) : line

/** Whether a line that is text looks as if it had been meant as a heading. */
export const looksLikeHeading = (line: string): boolean =>
  endsText(line) || (/\{[a-z_]+(?: +#[^{}]*)?\}$/.test(line) && readHeadingLine(line) === null)
