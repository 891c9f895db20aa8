import { limits } from '../limits.ts'
import { nearest } from '../nearest.ts'
import { slugFrom } from '../slug.ts'
import { type SectionKind, sectionKinds, sectionKindValues } from '../vocabularies/section-kinds.ts'
import { quoted } from './notices.ts'

/** What a section's heading line says. */
export interface Heading {
  kind: SectionKind
  heading: string
  slug: string
}

const normal = (label: string): string =>
  label
    .toLowerCase()
    .replace(/ (?:&|and) /g, ' ')
    .replace(/[ \t]+/g, ' ')
    .trim()

const kindsByLabel = new Map(
  sectionKindValues
    .filter((kind) => kind !== 'other')
    .map((kind) => [normal(sectionKinds[kind].label), kind]),
)

const isKind = (value: string): value is SectionKind => Object.hasOwn(sectionKinds, value)

/** The heading that a label of a section kind makes, in any case and with or without `&` or `and`; else null. */
function headingFromLabel(text: string): Heading | null {
  if (text.length > limits.headingCharacters) return null
  const heading = text.trim()
  const kind = kindsByLabel.get(normal(heading))
  if (!kind) return null
  const joined = / (?:&|and) /i.test(heading)
  return { kind, heading: joined ? heading : sectionKinds[kind].label, slug: slugOf(kind, heading) }
}

/** Splits `Heading {kind #slug}` into its title and what the braces hold; null where there are no braces at its end. */
function splitBraces(text: string): { heading: string; kind: string; slug: string | null } | null {
  const line = text.trim()
  const start = line.lastIndexOf('{')
  if (start < 1 || !line.endsWith('}')) return null
  const [kind = '', ...rest] = line
    .slice(start + 1, -1)
    .trim()
    .split(/ +(?=#)/)
  const slug = rest.length > 0 ? rest.join(' ').slice(1) : null
  return { heading: line.slice(0, start).trim(), kind, slug }
}

/** The heading that `Title {kind}` or `Title {kind #slug}` makes, where the kind is one; else null. */
function headingFromBraces(text: string): Heading | null {
  const parts = splitBraces(text)
  if (!parts || parts.heading === '' || !isKind(parts.kind)) return null
  const { heading, kind, slug } = parts
  return { kind, heading, slug: slug ?? slugOf(kind, heading) }
}

/** Reads a section's heading in either notation; null where it names no kind. */
export const readHeading = (text: string): Heading | null =>
  headingFromBraces(text) ?? headingFromLabel(text)

/** Why a text is no heading, with what was perhaps meant. */
export function explainHeading(text: string): string {
  const parts = splitBraces(text)
  if (parts && parts.kind.length <= limits.slugCharacters) {
    return `unknown section kind ${quoted(parts.kind)}.${nearest(parts.kind, sectionKindValues)}`
  }
  const labels = [...kindsByLabel.values()].map((kind) => sectionKinds[kind].label)
  const meant = text.length <= limits.headingCharacters ? nearest(text, labels) : ''
  const how = 'Add the kind behind the heading, as in “Parties {rites_events}”.'
  return `the heading ${quoted(text)} names no section kind.${meant || ` ${how}`}`
}

/** Writes a heading so that reading it gives the same again. */
export function writeHeading(section: Heading): string {
  const { kind, heading, slug } = section
  const plain = headingFromLabel(heading)
  const bare = !headingFromBraces(heading) && plain?.kind === kind && plain.heading === heading
  if (bare && slug === plain?.slug) return heading
  return slug === slugOf(kind, heading) ? `${heading} {${kind}}` : `${heading} {${kind} #${slug}}`
}

function slugOf(kind: SectionKind, heading: string): string {
  if (kind !== 'other') return kind.replaceAll('_', '-')
  return slugFrom(heading.slice(0, limits.headingCharacters))
}
