import { distance } from 'fastest-levenshtein'
import { type SearchQuery, wantedWords, withWords } from '../../atlas/search/query.ts'
import { wordsOf } from '../../atlas/search/words.ts'
import type { Queryable } from '../../database/queryable.ts'
import { listNearWords, listTextsWith, listUnknownWords } from './vocabulary-store.ts'

/** So many near words are looked up in texts; the others are too far away anyway. */
const MAX_TRIED = 5

/** Who mistypes more words than this is not helped by guesses, which cost a look at texts each. */
const MAX_MENDED = 5

/** The query with words that texts have in the place of those that none has; null where there is nothing near. */
export async function meantBy(db: Queryable, query: SearchQuery): Promise<SearchQuery | null> {
  const unknown = await listUnknownWords(db, wantedWords(query))
  if (unknown.length > MAX_MENDED) return null
  const near = await listNearWords(db, unknown, swaps(unknown))
  const replaced = new Map<string, string>()
  for (const word of unknown) {
    const candidates = near.flatMap((found) => (found.word === word ? [found.near] : []))
    const found = await firstPublic(db, nearest(word, candidates))
    if (found !== undefined) replaced.set(word, found)
  }
  return replaced.size > 0 ? withWords(query, replaced) : null
}

function nearest(word: string, candidates: string[]): string[] {
  const most = word.length < 5 ? 1 : 2
  return candidates
    .map((candidate) => ({ candidate, steps: stepsBetween(word, candidate) }))
    .filter(({ steps }) => steps > 0 && steps <= most)
    .sort((a, b) => a.steps - b.steps || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, MAX_TRIED)
    .map(({ candidate }) => candidate)
}

/** Two letters in the wrong order are one mistake. */
const stepsBetween = (word: string, other: string): number =>
  swapsOf(word).includes(other) ? 1 : distance(word, other)

/** A word with each two neighbouring letters the other way round: it shares few trigrams with what was meant. */
const swapsOf = (word: string): string[] => {
  const letters = Array.from(word)
  return letters.slice(1).map((letter, index) => {
    const [before = ''] = letters.slice(index)
    return [...letters.slice(0, index), letter, before, ...letters.slice(index + 2)].join('')
  })
}

const swaps = (words: string[]) =>
  words.flatMap((word) => swapsOf(word).map((swapped) => ({ word, swapped })))

/** The vocabulary keeps words of what was withdrawn: only one that a public text has to the letter is named. */
async function firstPublic(db: Queryable, candidates: string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    const texts = await listTextsWith(db, candidate)
    const stands = texts.some((text) => wordsOf(text).some(({ folded }) => folded === candidate))
    if (stands) return candidate
  }
  return undefined
}
