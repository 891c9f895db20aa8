import type { SectionKind } from '../vocabularies/section-kinds.ts'
import type { DocumentSection } from './document.ts'
import type { Heading } from './heading.ts'
import { type Findings, quoted } from './notices.ts'

/** The sections of a document; one without text, or of a kind that is there already, is reported. */
export function collectSections(
  read: { heading: Heading; body: string; line: number }[],
  findings: Findings,
): DocumentSection[] {
  const first = new Map<SectionKind, number>()
  return read.flatMap(({ heading, body, line }) => {
    if (body.trim() === '')
      findings.error(line, `the section ${quoted(heading.heading)} has no text`)
    const earlier = heading.kind === 'other' ? undefined : first.get(heading.kind)
    if (earlier !== undefined) {
      findings.error(
        line,
        `a second section of the kind “${heading.kind}”; the first is on line ${earlier}`,
      )
      return []
    }
    first.set(heading.kind, line)
    if (heading.slug === '') {
      findings.error(
        line,
        `no slug can be made of ${quoted(heading.heading)}: add one, as in “{other #my-slug}”`,
      )
      return []
    }
    return [{ slug: heading.slug, kind: heading.kind, heading: heading.heading, body, line }]
  })
}
