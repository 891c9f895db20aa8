import { lookupChain } from '../locale.ts'
import { caseAgrees } from './case-rule.ts'
import { fold } from './fold.ts'
import { firstAtOrAbove, type NameEntry, type NameIndex } from './name-index.ts'
import { type Segment, segmentsOf } from './segments.ts'

/** A place in a text that says a name of a subject; offsets in UTF-16 code units, `name` as the index has it. */
export interface FoundName {
  subject: string
  name: string
  start: number
  end: number
}

/** The names that a stretch of text says, from its first segment to its last. */
interface Candidate {
  first: number
  last: number
  start: number
  end: number
  entries: NameEntry[]
}

/**
 * The names of an index that a plain text in a locale (BCP 47) says, in the order of the text: between word boundaries,
 * without overlaps, the longer before the shorter and then the earlier before the later. Where several subjects share a
 * name, each has an entry for the same place. Subjects that are not visible neither show nor hide others.
 */
export function findNames(
  index: NameIndex,
  text: string,
  locale: string,
  isVisible: (subject: string) => boolean = () => true,
): FoundName[] {
  const segments = segmentsOf(text, locale)
  const folded = segments.map((segment) => fold(segment.text))
  const candidates = namesFor(index, locale).flatMap((names) =>
    candidatesIn(names, { text, locale, segments, folded, isVisible }),
  )
  return withoutOverlaps(candidates, segments.length).flatMap(foundNames)
}

type Names = NonNullable<ReturnType<NameIndex['get']>>

const namesFor = (index: NameIndex, locale: string): Names[] =>
  [...lookupChain(locale), null].map((tag) => index.get(tag)).filter((names) => names !== undefined)

/** A line break may stand within a name, the end of a paragraph may not. */
const paragraphEnd = /\n\s*\n|[\u2028\u2029]/u

interface Reading {
  text: string
  locale: string
  segments: Segment[]
  folded: string[]
  isVisible: (subject: string) => boolean
}

function candidatesIn(names: Names, reading: Reading): Candidate[] {
  const candidates: Candidate[] = []
  for (let first = 0; first < reading.folded.length; first += 1) {
    candidatesAt(names, reading, first, candidates)
  }
  return candidates
}

/** A key that a text has between two segments, and where it stands among the names. */
interface Hit {
  first: number
  last: number
  at: number
}

/** So that names which are nested a hundred deep cannot make a text slow. */
const alternativesKept = 4

function candidatesAt(names: Names, reading: Reading, first: number, candidates: Candidate[]) {
  let kept = 0
  for (const hit of hitsAt(names, reading.folded, first).reverse()) {
    const candidate = candidateOf(names, reading, hit)
    if (candidate.entries.length === 0) continue
    candidates.push(candidate)
    kept += 1
    if (kept === alternativesKept) return
  }
}

/** Segments are joined and compared as characters, because a name alone may be cut otherwise than in a sentence. */
function hitsAt(names: Names, folded: string[], first: number): Hit[] {
  const hits: Hit[] = []
  let key = ''
  let at = 0
  for (let last = first; last < folded.length; last += 1) {
    key += joined(key, folded[last] ?? '')
    if (key === '') break
    at = firstAtOrAbove(names, key, at)
    if (!names.keys[at]?.startsWith(key)) break
    if (names.keys[at] === key) hits.push({ first, last, at })
  }
  return hits
}

/** What a segment adds to a key: a second blank adds nothing, and no name begins with one. */
const joined = (key: string, folded: string): string =>
  folded === ' ' && (key === '' || key.endsWith(' ')) ? '' : folded

function candidateOf(
  names: Names,
  { text, locale, segments, isVisible }: Reading,
  { first, last, at }: Hit,
): Candidate {
  const start = segments[first]?.start ?? 0
  const end = segments[last + 1]?.start ?? text.length
  const said = text.slice(start, end)
  const entries: NameEntry[] = []
  if (paragraphEnd.test(said)) return { first, last, start, end, entries }
  for (let same = at; names.keys[same] === names.keys[at]; same += 1) {
    const entry = names.entries[same]
    if (!entry) break
    if (isVisible(entry.subject) && caseAgrees(entry.name, said, locale)) entries.push(entry)
  }
  return { first, last, start, end, entries }
}

/** The longest first; what is left of the others can only overlap them with its first or its last segment. */
function withoutOverlaps(candidates: Candidate[], segments: number): Candidate[][] {
  const owner = new Array<Candidate[] | undefined>(segments)
  const groups: Candidate[][] = []
  const length = ({ start, end }: Candidate) => end - start
  for (const candidate of candidates.toSorted(
    (a, b) => length(b) - length(a) || a.start - b.start,
  )) {
    const { first, last } = candidate
    const group = owner[first]
    if (group?.[0]?.first === first && group[0].last === last) group.push(candidate)
    else if (!group && !owner[last]) {
      const fresh = [candidate]
      owner.fill(fresh, first, last + 1)
      groups.push(fresh)
    }
  }
  return groups.toSorted((a, b) => (a[0]?.start ?? 0) - (b[0]?.start ?? 0))
}

/** One entry a subject, though it may have the same name in several locales. */
function foundNames(group: Candidate[]): FoundName[] {
  const bySubject = new Map<string, FoundName>()
  for (const { start, end, entries } of group) {
    for (const { subject, name } of entries) {
      if (!bySubject.has(subject)) bySubject.set(subject, { subject, name, start, end })
    }
  }
  return [...bySubject.values()]
}
