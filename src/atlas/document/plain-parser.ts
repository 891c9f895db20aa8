import { limits } from '../limits.ts'
import { canonicalLocale } from '../locale.ts'
import { slugFrom } from '../slug.ts'
import { checkAsContent } from './check.ts'
import type { ProfileDocument, RegionNames } from './document.ts'
import { readHeading } from './heading.ts'
import { type Findings, quoted } from './notices.ts'
import { type Paragraph, splitParagraphs } from './paragraphs.ts'
import { readClosing } from './plain-notation.ts'
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
  const { opening: before, sections: parts, closing } = divide(splitParagraphs(lines), findings)
  const opening = readOpening(before, findings)
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
  heading: NonNullable<ReturnType<typeof readHeading>>
  line: number
  paragraphs: Paragraph[]
}

function divide(paragraphs: Paragraph[], findings: Findings) {
  const opening: Paragraph[] = []
  const sections: Part[] = []
  let closing: { line: number; address: string } | null = null
  for (const paragraph of paragraphs) {
    const { line, lines } = paragraph
    const alone = lines.length === 1 ? (lines[0] ?? '') : ''
    // A heading before any text stays in the opening, which reports it: there is no title yet.
    const heading = opening.length > 0 ? readHeading(alone) : null
    const address = readClosing(alone)
    if (closing) findings.error(line, 'text behind the closing line')
    else if (address !== null) closing = { line, address }
    else if (heading) sections.push({ heading, line, paragraphs: [] })
    else (sections.at(-1)?.paragraphs ?? opening).push(paragraph)
  }
  return { opening, sections, closing }
}

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
