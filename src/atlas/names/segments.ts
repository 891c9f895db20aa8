import { wordSegmenter } from './segmenter.ts'

/** A stretch of text between two places where a name may begin or end; offsets in UTF-16 code units. */
export interface Segment {
  text: string
  start: number
}

/** Stretches that end before a blank or a stop where there is one: Intl.Segmenter is slow on long texts. */
const stretches = /.{1,500}(?=[\s。、！？]|$)|.{1,500}/gsu

/** The languages that join an article or a preposition to a name: `l'Irlande`, `dell'Aquila`. */
const eliding = new Set(['fr', 'it', 'ca', 'oc', 'wa', 'pms'])

const elision = /^\p{L}+['’](?=\p{L})/u
const possessive = /['’]s$/iu

/** Cuts a text at its word boundaries, and where a possessive `'s` or an elided article is joined to a word. */
export function segmentsOf(text: string, locale: string): Segment[] {
  const segmenter = wordSegmenter(locale)
  const elides = eliding.has(locale.split('-')[0] ?? '')
  const segments: Segment[] = []
  for (const stretch of text.matchAll(stretches)) {
    for (const { segment, index } of segmenter.segment(stretch[0])) {
      pushParts(segments, { text: segment, start: stretch.index + index }, elides)
    }
  }
  return segments
}

function pushParts(segments: Segment[], whole: Segment, elides: boolean) {
  const cut = cutWithin(whole.text, elides)
  segments.push(cut === null ? whole : { text: whole.text.slice(0, cut), start: whole.start })
  if (cut === null) return
  pushParts(segments, { text: whole.text.slice(cut), start: whole.start + cut }, elides)
}

function cutWithin(word: string, elides: boolean): number | null {
  if (word.length < 3) return null
  if (possessive.test(word)) return word.length - 2
  return elides ? (elision.exec(word)?.[0].length ?? null) : null
}
