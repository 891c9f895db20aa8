import { closest, distance } from 'fastest-levenshtein'

/** ` Did you mean “x”?` where one of the known words is near enough to have been meant, else nothing. */
export function nearest(wanted: string, known: readonly string[]): string {
  const word = wanted.toLowerCase()
  const best = known.length > 0 ? closest(word, known) : ''
  const near =
    best !== '' &&
    distance(word, best.toLowerCase()) <=
      Math.max(word.length < 4 ? 1 : 2, Math.floor(word.length / 3))
  return near ? ` Did you mean “${best}”?` : ''
}
