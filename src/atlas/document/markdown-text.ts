import { limits } from '../limits.ts'
import type { DocumentSection } from './document.ts'
import { explainHeading, readHeading } from './heading.ts'
import { type OutlineHeading, readOutline, reportSwallowing } from './markdown-outline.ts'
import type { Findings } from './notices.ts'
import { onOneLine, splitParagraphs } from './paragraphs.ts'
import type { Placed } from './plain-opening.ts'
import { collectSections } from './sections.ts'

// Some more than there may be, so that a document with a few too many still hears of its other faults.
const headingsRead = 4 * limits.sections

interface MarkdownText {
  title: Placed | null
  tagline: Placed | null
  sections: DocumentSection[]
}

/** Reads what stands below the front matter: `# Title`, a tagline and the sections. */
export function readMarkdownText(all: string[], from: number, findings: Findings): MarkdownText {
  const lines = all.slice(from)
  const { headings, indented, tokens } = readOutline(lines)
  reportSwallowing(tokens, lines, from, findings)
  // The writer puts this blank there, lest the line end the section.
  const text = lines.map((line, index) => (indented.has(index) ? line.slice(1) : line))
  const at = (index: number) => from + index + 1
  const [first, ...others] = headings
  for (const { line } of splitParagraphs(all, from, from + (first?.index ?? lines.length))) {
    findings.error(line, 'text before the title')
  }
  const heading = first?.level === 1 ? first : null
  if (!heading || heading.text === '') {
    const line = first ? at(first.index) : from
    findings.error(line, 'there is no title: a line “# Title” before all others')
  }
  const sectionHeadings = heading ? others : headings
  const beyond = sectionHeadings[headingsRead]
  if (beyond) findings.error(at(beyond.index), `more than ${limits.sections} sections`)
  const sections = sectionHeadings.slice(0, headingsRead).flatMap((section) => {
    const line = at(section.index)
    const read = readSectionHeading(section, line, findings)
    return read
      ? [{ heading: read, body: bodyOf(text.slice(section.index + 1, section.end)), line }]
      : []
  })
  return {
    title: heading?.text ? { text: heading.text, line: at(heading.index) } : null,
    tagline: heading && readTagline(all, at(heading.index), from + heading.end, findings),
    sections: collectSections(sections, findings),
  }
}

function readSectionHeading({ level, text }: OutlineHeading, line: number, findings: Findings) {
  if (level === 1) {
    findings.error(line, 'a second title: sections begin with “##”')
    return null
  }
  const heading = readHeading(text)
  if (!heading) findings.error(line, explainHeading(text))
  return heading
}

function readTagline(lines: string[], from: number, to: number, findings: Findings): Placed | null {
  const [tagline, ...others] = splitParagraphs(lines, from, to)
  for (const { line } of others) findings.error(line, 'text that belongs to no section')
  if (!tagline) return null
  return { text: onOneLine(tagline).replace(/^\\(?=[\\#`~])/, ''), line: tagline.line }
}

/** Puts a backslash before a tagline that would otherwise be read as a heading or as a code fence. */
export const escapeTagline = (tagline: string): string => tagline.replace(/^(?=[\\#`~])/, '\\')

const isBlank = (line: string) => /^[ \t]*$/.test(line)

/** The lines of a body without the blank ones at its ends. */
export function bodyOf(lines: string[]): string {
  const start = lines.findIndex((line) => !isBlank(line))
  const end = lines.findLastIndex((line) => !isBlank(line))
  return start < 0 ? '' : lines.slice(start, end + 1).join('\n')
}
