import type { Content } from '../../atlas/content.ts'
import { sectionKindValues } from '../../atlas/vocabularies/section-kinds.ts'
import { type Finding, orderKey, pathOf } from './finding.ts'
import type { LostTarget } from './lost-target.ts'
import { missingQuotes } from './quotes.ts'
import type { CheckName } from './schema.ts'
import type { CheckedDraft, WrittenTarget } from './store.ts'
import { targetFindings } from './target-findings.ts'

/** Everything in a draft that wants mending, as far as it was asked for, in its order. */
export function findingsIn(
  draft: CheckedDraft,
  wanted: ReadonlySet<CheckName>,
  lose: (target: WrittenTarget) => LostTarget | null,
): Finding[] {
  const { slug, content } = draft
  const found = [
    ...targetFindings(draft, lose),
    // Reading all bodies is the dearest of these.
    ...(wanted.has('missing-quote') ? missingQuotes(slug, content) : []),
    ...missingRegion(slug, content),
    ...missingSections(slug, content),
    ...staleness(draft),
  ]
  const keyed = found.map((finding) => ({ key: orderKey(finding), finding }))
  return keyed
    .filter(({ finding }) => wanted.has(finding.check))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ finding }) => finding)
}

function missingRegion(slug: string, { regions }: Content): Finding[] {
  if (regions.length > 0) return []
  const detail = 'The community has no region.'
  const mend = { method: 'PATCH', path: pathOf(slug) } as const
  return [{ check: 'no-region', place: '', detail, mend }]
}

/** The standard chapters come first among the kinds. */
const standardKinds = sectionKindValues.slice(0, 6)

function missingSections(slug: string, { sections }: Content): Finding[] {
  const present = new Set<string>(sections.map(({ kind }) => kind))
  const missing = standardKinds.filter((kind) => !present.has(kind))
  const [first] = missing
  if (first === undefined) return []
  const detail = `Standard sections are missing: ${missing.join(', ')}.`
  const path = pathOf(slug, 'sections', first.replaceAll('_', '-'))
  return [{ check: 'missing-section', place: '', detail, mend: { method: 'PUT', path } }]
}

function staleness({ slug, status, isStale }: CheckedDraft): Finding[] {
  if (!isStale) return []
  const detail =
    status === 'published'
      ? 'It has changes that were never published and nobody works on.'
      : 'It was never published, and nobody works on it.'
  const path = pathOf(slug, status === 'draft' ? 'review' : 'publication')
  return [{ check: 'stale-draft', place: '', detail, mend: { method: 'POST', path } }]
}
