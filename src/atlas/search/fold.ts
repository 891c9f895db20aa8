/** Letters that carry no separable accent and are typed without it all the same. */
const plainLetters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
}
const plainLetter = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'g')

/**
 * Accents that a reader may leave out. Not every mark is one: й is no и, が is no か, and Indic vowels are marks too.
 */
const accents =
  /(?<=[\p{Script=Latin}\p{Script=Greek}][\u0300-\u036f]*)[\u0300-\u036f]|(?<=е)\u0308|[\u02b9-\u02bf\u0591-\u05c7\u064b-\u065f\u0670\u0640]/gu

const otherDigits = /(?![0-9])\p{Nd}/gu

/** Words that are longer are cut: nobody types them, and Postgres would drop them. */
export const MAX_WORD_CHARACTERS = 60

/**
 * A word as it is searched for: without case, accents and compatibility forms. Postgres takes the result for exactly one
 * word, so that the position of a lexeme is the number of its word. Empty where nothing is left.
 */
export function foldWord(word: string): string {
  const lower = word.toLowerCase()
  const folded = /^[a-z0-9]*$/.test(lower) ? lower : foldLetters(lower)
  return folded.length > MAX_WORD_CHARACTERS
    ? Array.from(folded).slice(0, MAX_WORD_CHARACTERS).join('')
    : folded
}

const foldLetters = (word: string): string =>
  word
    .normalize('NFKD')
    .replace(accents, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(plainLetter, (letter) => plainLetters[letter] ?? letter)
    .replace(otherDigits, valueOfDigit)
    .replace(/[^\p{L}\p{M}\p{Nd}]/gu, '')

/** Decimal digits of every script stand in runs of ten from zero on. */
function valueOfDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let zero = code
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return String(code - zero)
}
