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

/** Latin, Greek and Cyrillic letters that stand by themselves: no marks that join what is before them. */
const letters = 'a-zA-ZªµºÀ-ÖØ-öø-ʯΆΈ-ΊΌΎ-ΡΣ-ϡЀ-ҁҊ-ԯ'

/** A piece in which words are parted as UAX #29 says: no dictionary, and no dot or colon inside words, on which languages differ. */
const plain = new RegExp(
  `^(?:[${letters}0-9 \\n\\t,;!?'’"“”„‘«»…(){}\\[\\]/*#@&%+=<>~|$\\\\^\u0060–—-]|[.:](?![${letters}]))*$`,
)

const plainWord = new RegExp(
  `[${letters}0-9]+(?:(?<=[${letters}])['’‘](?=[${letters}])[${letters}0-9]+|(?<=[0-9])['’‘.,;](?=[0-9])[${letters}0-9]+)*`,
  'g',
)

/** The number of words in a text by the rules of its language, also of one that is written without blanks. */
export function countWords(text: string, locale: string): number {
  let words = 0
  for (const [piece] of text.matchAll(pieces)) {
    words += plain.test(piece) ? (piece.match(plainWord)?.length ?? 0) : segmented(piece, locale)
  }
  return words
}

function segmented(piece: string, locale: string): number {
  let words = 0
  for (const { isWordLike } of segmenterFor(locale).segment(piece)) if (isWordLike) words++
  return words
}

/** Whole minutes that reading takes: none for no words, otherwise at least one. */
export const readingMinutes = (words: number): number => Math.ceil(words / wordsPerMinute)
