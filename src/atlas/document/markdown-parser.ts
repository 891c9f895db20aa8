import { checkAsContent } from './check.ts'
import type { DocumentSection, ProfileDocument, RegionNames } from './document.ts'
import { type ReadFrontMatter, readFrontMatter } from './front-matter.ts'
import { isFrontMatterMark } from './front-matter-mark.ts'
import { readMarkdownText } from './markdown-text.ts'
import type { Findings } from './notices.ts'
import { resolveRegions } from './regions.ts'

// Five hundred cross-references with all their fields; beyond it, YAML costs time that grows with its square.
const mostFrontMatterLines = 5000

/** Reads the Markdown form: YAML front matter, `# Title`, a tagline, and sections under `## Heading` or `## Heading {kind}`. */
export function parseMarkdownDocument(
  lines: string[],
  regions: RegionNames,
  findings: Findings,
): ProfileDocument | null {
  const end = lines.findIndex((line, index) => index > 0 && isFrontMatterMark(line))
  if (end < 0) {
    findings.error(1, 'the front matter is not closed by a line “---”')
    return null
  }
  if (end > mostFrontMatterLines) {
    findings.error(1, `the front matter is longer than ${mostFrontMatterLines} lines`)
    return null
  }
  const front = readFrontMatter(lines.slice(1, end).join('\n'), findings)
  const text = readMarkdownText(lines, end + 1, findings)
  if (!front) return null
  const { slug, locale, kind } = front.fields
  const { fields, lineOf } = readFields(front, regions, findings)
  const document: ProfileDocument = {
    form: 'markdown',
    slug: slug ?? 'none',
    locale: locale ?? null,
    kind: kind ?? null,
    title: text.title?.text ?? 'none',
    tagline: text.tagline?.text ?? null,
    sections: withImages(text.sections, front, findings),
    ...(front.isWhole ? fields : {}),
  }
  checkAsContent(
    document,
    (path) => {
      if (path[0] === 'title') return text.title?.line ?? 1
      return path[0] === 'tagline' ? (text.tagline?.line ?? 1) : lineOf(path)
    },
    findings,
  )
  return document
}

/** The fields of a whole document; those that its front matter leaves out are empty. */
function readFields({ fields, lineOf }: ReadFrontMatter, names: RegionNames, findings: Findings) {
  const mentions = (fields.regions ?? []).map(({ region, role }, index) => ({
    reference: region,
    role,
    line: lineOf(['regions', index]),
  }))
  const regions = resolveRegions(mentions, names, findings)
  const whole = {
    regions: regions.map(({ region, role }) => ({ region, role })),
    aliases: fields.aliases ?? [],
    tags: fields.tags ?? [],
    images: (fields.images ?? []).filter(({ section }) => section === null).map(withoutSection),
    crossReferences: fields.crossReferences ?? [],
    canonicalUrl: fields.canonicalUrl ?? null,
    license: fields.license ?? null,
    creditText: fields.creditText ?? null,
  }
  const lineOfField = (path: PropertyKey[]) => {
    const [key, index] = path
    const region = key === 'regions' && typeof index === 'number' ? regions[index] : undefined
    return region?.line ?? lineOf(path)
  }
  return { fields: whole, lineOf: lineOfField }
}

type ImageItem = NonNullable<ReadFrontMatter['fields']['images']>[number]
const withoutSection = ({ section: _section, ...image }: ImageItem) => image

function withImages(
  sections: DocumentSection[],
  { fields, isWhole, lineOf }: ReadFrontMatter,
  findings: Findings,
): DocumentSection[] {
  const images = fields.images ?? []
  const slugs = new Set(sections.map(({ slug }) => slug))
  for (const [index, { section }] of images.entries()) {
    if (section === null || slugs.has(section)) continue
    findings.error(lineOf(['images', index]), `images: there is no section “${section}”`)
  }
  if (!isWhole) return sections
  return sections.map((section) => ({
    ...section,
    images: images.filter((image) => image.section === section.slug).map(withoutSection),
  }))
}
