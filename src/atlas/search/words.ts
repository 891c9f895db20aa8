import { wordSegmenter } from '../names/segmenter.ts'
import { foldWord, MAX_WORD_CHARACTERS } from './fold.ts'

/** A word of a text: where it stands, in UTF-16 code units, and how it is searched for. */
export interface Word {
  start: number
  end: number
  folded: string
}

const runs = /[\p{L}\p{N}\p{M}]+/gu

/** Scripts that are written without blanks between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]/u

/** Longer stretches are cut: the time that Intl.Segmenter takes grows with the square of their length. */
const stretches = /.{1,200}/gsu

/**
 * The words of a text in their order. Chinese, Japanese, Thai and their like are cut by Intl.Segmenter, whose
 * dictionaries do not depend on the locale, so that a text and a query in another language are cut alike.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  for (const { 0: run, index } of text.matchAll(runs)) {
    if (unspaced.test(run)) pushSegments(words, run, index)
    else pushWord(words, run, index)
  }
  return words
}

function pushSegments(words: Word[], run: string, start: number): void {
  for (const { 0: stretch, index } of run.matchAll(stretches)) {
    for (const { segment, index: within } of wordSegmenter('und').segment(stretch)) {
      pushWord(words, segment, start + index + within)
    }
  }
}

function pushWord(words: Word[], word: string, start: number): void {
  const folded = foldWord(word)
  if (folded !== '') words.push({ start, end: start + word.length, folded })
}

const punctuation = /[\u2010-\u2027\u2030-\u205e]/g
const tooLong = new RegExp(`(?:^|[^a-z0-9])[a-z0-9]{${MAX_WORD_CHARACTERS + 1}}`)

/** A text as Postgres is given it: its words folded, a blank between each two. */
export function searchable(text: string): string {
  const plain = text.replace(punctuation, ' ').toLowerCase()
  // Most texts need no more than this, which takes a tenth of the time.
  if (/^[\0-\x7f]*$/.test(plain) && !tooLong.test(plain)) {
    return plain.replace(/[^a-z0-9]+/g, ' ').trim()
  }
  return wordsOf(text)
    .map(({ folded }) => folded)
    .join(' ')
}

/** Of a text, how it reads folded from each of its first words on: whole, and as a prefix is looked for in it. */
export function readingsOf(text: string, { words: most }: { words: number }): string[] {
  const words = wordsOf(text).slice(0, 40)
  const readings = words.slice(0, most).map((_, first) => joined(words.slice(first)))
  return [...new Set(readings)]
}

/** Words that stand together in the text stay together. */
const joined = (words: Word[]): string =>
  words
    .map(({ start, folded }, index) =>
      index === 0 || words[index - 1]?.end === start ? folded : ` ${folded}`,
    )
    .join('')
