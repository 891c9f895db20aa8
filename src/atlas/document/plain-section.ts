import { limits } from '../limits.ts'
import { readsAsMarkup } from './markup-in-plain-text.ts'
import { type Findings, quoted } from './notices.ts'
import { endsText, looksLikeHeading, unescapeLine } from './plain-notation.ts'
import type { Part } from './plain-parser.ts'

/** The raw text of a section, its paragraphs parted by one blank line; warns of what Markdown would show otherwise. */
export function readPlainSection({ heading, line, paragraphs }: Part, findings: Findings) {
  const texts = paragraphs.map(({ lines }) =>
    lines.length === 1 ? lines.map((text) => unescapeLine(text, endsText)) : lines,
  )
  const body = texts.map((lines) => lines.join('\n')).join('\n\n')
  const lineNumbers = paragraphs.flatMap((paragraph) => [
    ...paragraph.lines.map((_, index) => paragraph.line + index),
    paragraph.line + paragraph.lines.length,
  ])
  // A longer body is refused anyway, and parsing it could take long.
  const readings = body.length <= limits.bodyBytes ? readsAsMarkup(body) : []
  for (const { index, message } of readings) {
    findings.warn(lineNumbers[index] ?? line, message)
  }
  for (const paragraph of paragraphs) {
    for (const [index, text] of paragraph.lines.entries()) {
      if (!looksLikeHeading(text)) continue
      const message = `${quoted(text.trim())} is read as text: a heading stands alone and names a known kind`
      findings.warn(paragraph.line + index, message)
    }
  }
  return { heading, line, body }
}
