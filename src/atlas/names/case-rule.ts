import { unify } from './fold.ts'
import { wordSegmenter } from './segmenter.ts'

const shortWord = 3
const firstLetter = /\p{L}/u
const upperCase = /^[\p{Lu}\p{Lt}]/u

/**
 * Whether the case of what a text says lets it be a name that differs in nothing else. A name of one word must not be
 * taken for an ordinary word: a short one or an acronym (`US`, `IT`) has to stand as it is, any other that begins with
 * a capital has to begin with one. Names of several words may be written in any case.
 */
export function caseAgrees(name: string, said: string, locale: string): boolean {
  const wanted = unify(name).trim()
  const given = unify(said)
  return wanted === given || wordAgrees(wanted, given) || hasSeveralWords(wanted, locale)
}

function wordAgrees(wanted: string, given: string): boolean {
  if (wanted.length <= shortWord || isAcronym(wanted)) return false
  return !beginsWithCapital(wanted) || beginsWithCapital(given)
}

/** Most names show at a glance whether they are one word; segmenting takes a hundred times as long. */
function hasSeveralWords(name: string, locale: string): boolean {
  if (/^[\p{L}\p{M}]+$/u.test(name)) return false
  if (/\p{L} \p{L}/u.test(name)) return true
  let words = 0
  for (const { isWordLike } of wordSegmenter(locale).segment(name)) if (isWordLike) words++
  return words > 1
}

const isAcronym = (name: string): boolean =>
  name === name.toUpperCase() && name !== name.toLowerCase()

const beginsWithCapital = (text: string): boolean =>
  upperCase.test(firstLetter.exec(text)?.[0] ?? '')
