const wordsPerMinute = 200

// A segmenter takes milliseconds to make. The bound keeps a caller with made-up locales from filling memory.
const segmenters = new Map<string, Intl.Segmenter>()
const segmentersKept = 100

function segmenterFor(locale: string): Intl.Segmenter {
  const known = segmenters.get(locale)
  if (known) return known
  if (segmenters.size >= segmentersKept) segmenters.clear()
  const segmenter = new Intl.Segmenter(locale, { granularity: 'word' })
  segmenters.set(locale, segmenter)
  return segmenter
}

/**
 * Pieces that end where a word cannot go on, if there is such a place: the time that Intl.Segmenter takes grows with
 * the square of the length of its text (200 kB in one piece: 15 s).
 */
const pieces = /.{1,500}(?=[\s。、！？]|$)|.{1,500}/gsu

/** The number of words in a text by the rules of its language, also of one that is written without blanks. */
export function countWords(text: string, locale: string): number {
  let words = 0
  const segmenter = segmenterFor(locale)
  for (const [piece] of text.matchAll(pieces)) {
    for (const { isWordLike } of segmenter.segment(piece)) if (isWordLike) words++
  }
  return words
}

/** Whole minutes that reading takes: none for no words, otherwise at least one. */
export const readingMinutes = (words: number): number => Math.ceil(words / wordsPerMinute)
