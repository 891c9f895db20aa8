import { type Word, wordsOf } from '../../atlas/search/words.ts'
import { escapeHtml } from '../../http/html.ts'
import type { FoundText } from './projection.ts'
import type { Highlight } from './schema.ts'

type Weight = 'A' | 'B' | 'C' | 'D'

const fieldNames = {
  community: { A: 'title', B: 'alias', C: 'tagline' },
  section: { A: 'heading', D: 'text' },
} as const

/** Postgres does not tell positions beyond this one apart. */
const LAST_POSITION = 16_383

/** The fields of a text in which words were found, the most weighty first. */
export function highlightsOf(
  { fields, marks, ends }: Pick<FoundText, 'fields' | 'marks' | 'ends'>,
  type: 'community' | 'section',
  locale: string,
): Highlight[] {
  const before: Record<Weight, number> = { A: 0, B: ends.A ?? 0, C: ends.B ?? 0, D: ends.C ?? 0 }
  return Object.entries(fieldNames[type]).flatMap(([name, field]) => {
    const weight = name as Weight
    const numbers = marks.flatMap(([marked, position]) =>
      marked === weight && position < LAST_POSITION ? [position - before[weight]] : [],
    )
    return markedTexts(fields[weight] ?? [], numbers).map(({ text, words }) => ({
      field,
      locale,
      ...excerptOf(text, words),
    }))
  })
}

/** Those of the texts that have words with these numbers, which count from 1 through all of them. */
function markedTexts(texts: readonly string[], numbers: number[]) {
  if (numbers.length === 0) return []
  let first = 1
  return texts.flatMap((text) => {
    const words = wordsOf(text)
    const marked = numbers.flatMap((number) => words[number - first] ?? [])
    first += words.length
    return marked.length > 0 ? [{ text, words: marked }] : []
  })
}

const MAX_CHARACTERS = 240
/** What is shown before the first word found. */
const LEAD_CHARACTERS = 60

function excerptOf(
  whole: string,
  words: Word[],
): Pick<Highlight, 'text' | 'offset' | 'ranges' | 'html'> {
  const { start, end } = bestPart(whole, words)
  const text = whole.slice(start, end)
  const ranges = words
    .filter((word) => word.start >= start && word.end <= end)
    .map((word) => ({ start: word.start - start, end: word.end - start }))
  return { text, offset: start, ranges, html: marked(text, ranges) }
}

/** The stretch with the most of these words, from a blank to a blank where there are any. */
function bestPart(whole: string, words: Word[]): { start: number; end: number } {
  if (whole.length <= MAX_CHARACTERS) return { start: 0, end: whole.length }
  const reach = MAX_CHARACTERS - LEAD_CHARACTERS
  const within = (from: Word) =>
    words.filter(({ start, end }) => start >= from.start && end <= from.start + reach).length
  const first = words.reduce((best, word) => (within(word) > within(best) ? word : best))
  const earliest = Math.max(0, first.start - LEAD_CHARACTERS)
  const lead = whole.slice(earliest, first.start)
  const start = earliest === 0 ? 0 : earliest + Math.max(0, lead.search(/(?<=\s)\S/u))
  const latest = Math.min(whole.length, Math.max(first.end, first.start + reach))
  const tail = whole.slice(first.end, latest)
  const cut = latest === whole.length ? -1 : tail.search(/\s\S*$/u)
  return {
    start: wholeAt(whole, start),
    end: wholeAt(whole, cut === -1 ? latest : first.end + cut),
  }
}

/** Not between the halves of a surrogate pair. */
const wholeAt = (text: string, index: number): number =>
  /[\udc00-\udfff]/.test(text.charAt(index)) ? index - 1 : index

function marked(text: string, ranges: Highlight['ranges']): string {
  let html = ''
  let last = 0
  for (const { start, end } of ranges) {
    html += `${escapeHtml(text.slice(last, start))}<mark>${escapeHtml(text.slice(start, end))}</mark>`
    last = end
  }
  return html + escapeHtml(text.slice(last))
}
