import { wordSegmenter } from './segmenter.ts'

const sentenceSegmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

interface Span {
  start: number
  end: number
}

/**
 * The sentence around a place in a text, word for word, cut at word boundaries to at most so many UTF-16 code units.
 * A line break ends a sentence; for a Markdown body, `flow` is its `Prose.searchable`, which knows where blocks end.
 */
export function quoteAround(
  text: string,
  start: number,
  end: number,
  maxCharacters: number,
  flow: string = text,
): string {
  // What lies further away cannot be in the quote, and segmenters are slow on long texts.
  const from = Math.max(0, start - 2 * maxCharacters)
  const until = end + 2 * maxCharacters
  const place = { start: start - from, end: end - from }
  const nearby = text.slice(from, until)
  const sentence = sentencesAround(flow.slice(from, until), place)
  const quote = cutToWords(nearby, sentence, place, maxCharacters)
  // Half a surrogate pair could not be stored.
  return nearby
    .slice(quote.start, quote.end)
    .replace(/[\ud800-\udbff]$/, '')
    .trim()
}

/** One sentence, or several where the place spans them, without the blanks at its ends. */
function sentencesAround(text: string, place: Span): Span {
  let { start, end } = place
  for (const { segment, index } of sentenceSegmenter.segment(text)) {
    if (index >= place.end) break
    const sentenceEnd = index + segment.trimEnd().length
    if (index <= place.start && place.start < index + segment.length) start = index
    if (index < place.end && place.end <= index + segment.length) end = Math.max(end, sentenceEnd)
  }
  return { start, end }
}

function cutToWords(text: string, sentence: Span, place: Span, most: number): Span {
  if (sentence.end - sentence.start <= most) return sentence
  const room = windowAround(sentence, place, most)
  const segments = [...wordSegmenter('en').segment(text)]
  // A quote that is cut does not begin with a comma.
  const first = segments.find(({ index, isWordLike }) => isWordLike && index >= room.start)
  const ends = segments
    .map(({ index, segment }) => index + segment.length)
    .filter((index) => index <= room.end)
  return {
    start: Math.min(place.start, first?.index ?? place.start),
    end: Math.max(Math.min(place.end, room.end), ends.at(-1) ?? 0),
  }
}

/** As much of the sentence on both sides of the place as there is room for; a place that is too long is cut itself. */
function windowAround(sentence: Span, place: Span, most: number): Span {
  const room = Math.max(0, most - (place.end - place.start))
  const after = Math.min(sentence.end - place.end, Math.floor(room / 2))
  const before = Math.min(place.start - sentence.start, room - after)
  const start = place.start - before
  return { start, end: Math.min(sentence.end, start + most) }
}
