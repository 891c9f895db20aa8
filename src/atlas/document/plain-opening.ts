import type { Findings } from './notices.ts'
import { onOneLine, type Paragraph, splitParagraphs } from './paragraphs.ts'
import { endsOpening, readField, unescapeLine } from './plain-notation.ts'

/** A piece of text with the line that it stands on. */
export interface Placed {
  text: string
  line: number
}

type FieldName = NonNullable<ReturnType<typeof readField>>['name']

/** What stands before the sections of a plain document. */
export interface Opening {
  title: Placed
  tagline: Placed | null
  fields: Partial<Record<FieldName, { value: string; line: number }>>
}

/** Reads the title, the tagline and the `Region:`, `Slug:` and `Locale:` lines; null where there is no title. */
export function readOpening(lines: string[], findings: Findings): Opening | null {
  const start = lines.findIndex((line) => line.trim() !== '' && !endsOpening(line))
  const before = start < 0 ? lines : lines.slice(0, start)
  for (const [index, line] of before.entries()) {
    if (line.trim() !== '') findings.error(index + 1, 'text before the title')
  }
  const first = lines[start]
  if (first === undefined) {
    findings.error(1, 'the document has no title')
    return null
  }
  const title = { text: unescapeLine(first.trimEnd(), endsOpening).trim(), line: start + 1 }
  const fields = readFields(lines, title.line, findings)
  const [tagline, ...others] = splitParagraphs(
    lines.map((line) => (readField(line) ? '' : line)),
    title.line,
  )
  if (!tagline) findings.warn(title.line, 'the document has no tagline')
  for (const { line } of others) findings.error(line, 'text that belongs to no section')
  return { title, fields, tagline: tagline ? readTagline(tagline) : null }
}

function readFields(lines: string[], from: number, findings: Findings): Opening['fields'] {
  const fields: Opening['fields'] = {}
  for (const [index, line] of lines.slice(from).entries()) {
    const field = readField(line)
    if (!field) continue
    const { name, value } = field
    if (fields[name]) findings.error(from + index + 1, `a second “${name}:” line`)
    else fields[name] = { value, line: from + index + 1 }
  }
  return fields
}

const readTagline = (paragraph: Paragraph): Placed => ({
  text: unescapeLine(onOneLine(paragraph), endsOpening),
  line: paragraph.line,
})
