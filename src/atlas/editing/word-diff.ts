import { diffArrays } from 'diff'

/** A stretch of a text: the equal and removed ones make up the old text, the equal and added ones the new. */
export interface Segment {
  change: 'equal' | 'added' | 'removed'
  text: string
}

// Bounds the work by the edits, not by time: the same two texts always give the same answer.
const mostEdits = 500

/** What changed between two texts: by lines first, and by the locale's words where lines differ. */
export function wordDiff(from: string, to: string, locale: string): Segment[] {
  const segmenter = new Intl.Segmenter(locale, { granularity: 'word' })
  const wordsOf = (text: string) => words(text, segmenter)
  const segments = hunks(lines(from), lines(to)).flatMap(({ equal, removed, added }) => [
    { change: 'equal', text: equal } as const,
    ...hunks(wordsOf(removed), wordsOf(added)).flatMap(segmentsOf),
  ])
  return joined(segments)
}

const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? []

/**
 * The words of a text and all that stands between them. Runs without blanks are segmented one by one, since every
 * segment that Intl.Segmenter gives holds a copy of the whole text.
 */
const words = (text: string, segmenter: Intl.Segmenter): string[] =>
  (text.match(/\s|[。、，！？；：]|[^\s。、，！？；：]{1,200}/gu) ?? []).flatMap((run) =>
    /^\w+$|^\s$/.test(run) ? run : [...segmenter.segment(run)].map(({ segment }) => segment),
  )

interface Hunk {
  equal: string
  removed: string
  added: string
}

const segmentsOf = ({ equal, removed, added }: Hunk): Segment[] => [
  { change: 'equal', text: equal },
  { change: 'removed', text: removed },
  { change: 'added', text: added },
]

/** Alternating: what is equal, then what stands in its old and its new place. All differs where too much does. */
function hunks(from: string[], to: string[]): Hunk[] {
  const changes = diffArrays(from, to, { maxEditLength: mostEdits })
  if (!changes) return [{ equal: '', removed: from.join(''), added: to.join('') }]
  const found: Hunk[] = []
  let hunk: Hunk | undefined
  for (const { value, added, removed } of changes) {
    const name = added ? 'added' : removed ? 'removed' : 'equal'
    if (!hunk || name === 'equal') {
      hunk = { equal: '', removed: '', added: '' }
      found.push(hunk)
    }
    hunk[name] += value.join('')
  }
  return found
}

/** Neighbours of one kind as one segment; none is empty. */
function joined(segments: readonly Segment[]): Segment[] {
  const result: Segment[] = []
  for (const segment of segments) {
    const last = result.at(-1)
    if (segment.text === '') continue
    if (last?.change === segment.change) last.text += segment.text
    else result.push({ ...segment })
  }
  return result
}
