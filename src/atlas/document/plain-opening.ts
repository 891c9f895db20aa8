import type { Findings } from './notices.ts'
import { onOneLine, type Paragraph } from './paragraphs.ts'
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
export function readOpening(paragraphs: Paragraph[], findings: Findings): Opening | null {
  const lines = paragraphs.flatMap(({ line, lines }) => [
    ...lines.map((text, index) => ({ text, line: line + index })),
    { text: '', line: 0 },
  ])
  const start = lines.findIndex(({ text }) => text !== '' && !endsOpening(text))
  for (const { text, line } of lines.slice(0, start < 0 ? undefined : start)) {
    if (text !== '') findings.error(line, 'text before the title')
  }
  const first = lines[start]
  if (!first) {
    findings.error(lines[0]?.line ?? 1, 'the document has no title')
    return null
  }
  const title = { text: unescapeLine(first.text, endsOpening).trim(), line: first.line }
  return { title, ...readBelowTitle(lines.slice(start + 1), title, findings) }
}

function readBelowTitle(lines: Placed[], title: Placed, findings: Findings) {
  const fields: Opening['fields'] = {}
  const texts: Paragraph[] = []
  let current: Paragraph | null = null
  for (const { text, line } of lines) {
    const field = readField(text)
    if (field || text === '') current = null
    else if (current) current.lines.push(text)
    else texts.push((current = { line, lines: [text] }))
    if (!field) continue
    if (fields[field.name]) findings.error(line, `a second “${field.name}:” line`)
    else fields[field.name] = { value: field.value, line }
  }
  const [tagline, ...others] = texts
  if (!tagline) findings.warn(title.line, 'the document has no tagline')
  for (const { line } of others) findings.error(line, 'text that belongs to no section')
  return { fields, tagline: tagline ? readTagline(tagline) : null }
}

const readTagline = (paragraph: Paragraph): Placed => ({
  text: unescapeLine(onOneLine(paragraph), endsOpening),
  line: paragraph.line,
})
