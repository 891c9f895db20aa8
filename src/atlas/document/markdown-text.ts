import type { DocumentSection } from './document.ts'
import { explainHeading, readHeading } from './heading.ts'
import { type OutlineHeading, readOutline, reportSwallowing } from './markdown-outline.ts'
import type { Findings } from './notices.ts'
import { onOneLine, splitParagraphs } from './paragraphs.ts'
import type { Placed } from './plain-opening.ts'
import { collectSections } from './sections.ts'

interface MarkdownText {
  title: Placed | null
  tagline: Placed | null
  sections: DocumentSection[]
}

/** Reads what stands below the front matter: `# Title`, a tagline and the sections. */
export function readMarkdownText(all: string[], from: number, findings: Findings): MarkdownText {
  const lines = all.slice(from)
  const { headings, tokens } = readOutline(lines)
  reportSwallowing(tokens, lines, from, findings)
  const at = (index: number) => from + index + 1
  const [first, ...others] = headings
  for (const { line } of splitParagraphs(all, from, from + (first?.index ?? lines.length))) {
    findings.error(line, 'text before the title')
  }
  if (first?.level !== 1 || first.text === '') {
    findings.error(
      first ? at(first.index) : from,
      'there is no title: a line “# Title” before all others',
    )
  }
  const title =
    first?.level === 1 && first.text !== '' ? { text: first.text, line: at(first.index) } : null
  const sectionHeadings = first?.level === 2 ? headings : others
  const endOf = (heading: OutlineHeading) =>
    headings.find(({ index }) => index > heading.index)?.index ?? lines.length
  const tagline =
    first?.level === 1 ? readTagline(all, at(first.index), from + endOf(first), findings) : null
  const sections = sectionHeadings.flatMap((heading) => {
    const read = readSectionHeading(heading, at(heading.index), findings)
    const body = bodyOf(lines.slice(heading.index + 1, endOf(heading)))
    return read ? [{ heading: read, body, line: at(heading.index) }] : []
  })
  return { title, tagline, sections: collectSections(sections, findings) }
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
