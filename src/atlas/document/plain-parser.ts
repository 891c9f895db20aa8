import { limits } from '../limits.ts'
import { canonicalLocale } from '../locale.ts'
import { slugFrom } from '../slug.ts'
import { checkAsContent } from './check.ts'
import type { ProfileDocument, RegionNames } from './document.ts'
import type { Heading } from './heading.ts'
import { type Findings, quoted } from './notices.ts'
import { type Paragraph, splitParagraphs } from './paragraphs.ts'
import { readClosing, readHeadingLine } from './plain-notation.ts'
import { type Opening, readOpening } from './plain-opening.ts'
import { readPlainSection } from './plain-section.ts'
import { readRegionList, resolveRegions } from './regions.ts'
import { collectSections } from './sections.ts'

/**
 * Reads the plain form: a title, a `Region:` line, a tagline, sections under the label of their kind (or under
 * `Heading {kind}`), each heading alone between blank lines, and perhaps the closing line with an address.
 */
export function parsePlainDocument(
  lines: string[],
  regions: RegionNames,
  findings: Findings,
): ProfileDocument | null {
  const { end, sections: parts, closing } = divide(splitParagraphs(lines), findings)
  const opening = readOpening(lines.slice(0, end - 1), findings)
  const sections = collectSections(
    parts.map((part) => readPlainSection(part, findings)),
    findings,
  )
  if (!opening) return null
  if (sections.length === 0) findings.warn(opening.title.line, 'the document has no sections')
  const { title, tagline, fields } = opening
  const document: ProfileDocument = {
    form: 'plain',
    slug: fields.slug?.value ?? slugOf(opening, findings),
    locale: localeOf(opening, findings),
    kind: null,
    title: title.text,
    tagline: tagline?.text ?? null,
    sections,
    ...regionsOf(opening, regions, findings),
    ...(closing?.address ? { canonicalUrl: closing.address } : {}),
  }
  const lineOf = ([key]: PropertyKey[]) => {
    if (key === 'canonicalUrl') return closing?.line ?? 1
    if (key === 'tagline') return tagline?.line ?? 1
    return (
      (key === 'slug' ? fields.slug : key === 'regions' ? fields.region : null)?.line ?? title.line
    )
  }
  checkAsContent(document, lineOf, findings)
  return document
}

/** A section before its text is read: the heading's paragraph and those below it. */
export interface Part {
  heading: Heading
  line: number
  paragraphs: Paragraph[]
}

/** Parts the paragraphs at headings and at the closing line; `end` is the line above which the opening stands. */
function divide(paragraphs: Paragraph[], findings: Findings) {
  const closingAt = paragraphs.findIndex((paragraph) => closingOf(paragraph) !== null)
  const closing = closingAt < 0 ? undefined : paragraphs[closingAt]
  const text = closing ? paragraphs.slice(0, closingAt) : paragraphs
  for (const { line } of closing ? paragraphs.slice(closingAt + 1) : []) {
    findings.error(line, 'text behind the closing line')
  }
  const sections: Part[] = []
  // A heading before all text is part of the opening, which reports it: there is no title yet.
  for (const paragraph of text.slice(1)) {
    const heading = readHeadingLine(aloneIn(paragraph))
    if (heading) sections.push({ heading, line: paragraph.line, paragraphs: [] })
    else sections.at(-1)?.paragraphs.push(paragraph)
  }
  const end = sections[0]?.line ?? closing?.line ?? Number.POSITIVE_INFINITY
  const address = closing ? closingOf(closing) : null
  return { end, sections, closing: closing ? { line: closing.line, address } : null }
}

const aloneIn = ({ lines }: Paragraph): string => (lines.length === 1 ? (lines[0] ?? '') : '')
const closingOf = (paragraph: Paragraph) => readClosing(aloneIn(paragraph))

function slugOf({ title }: Opening, findings: Findings): string {
  const slug = slugFrom(title.text.slice(0, limits.titleCharacters))
  if (slug !== '') return slug
  findings.error(
    title.line,
    `no slug can be made of the title ${quoted(title.text)}: add a “Slug:” line`,
  )
  return 'none'
}

function localeOf({ fields: { locale } }: Opening, findings: Findings): string | null {
  if (!locale) return null
  const canonical = canonicalLocale(locale.value)
  if (canonical === null)
    findings.error(locale.line, `${quoted(locale.value)} is no BCP 47 language tag`)
  return canonical
}

function regionsOf({ title, fields }: Opening, names: RegionNames, findings: Findings) {
  if (!fields.region) {
    if (!fields.locale) findings.warn(title.line, 'the document has no “Region:” line')
    return {}
  }
  const { line, value } = fields.region
  if (value.split(',').length > limits.regions * 2) {
    findings.error(line, `more than ${limits.regions} regions`)
    return {}
  }
  const mentions = readRegionList(value, names, line)
  if (mentions.length === 0) findings.warn(line, 'the “Region:” line names no region')
  const found = resolveRegions(mentions, names, findings)
  return { regions: found.map(({ region, role }) => ({ region, role })) }
}
