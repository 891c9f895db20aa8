import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countWords } from '../../../src/atlas/markdown/words.ts'

/** The rule itself: what `Intl.Segmenter` calls words. */
function segmentedWords(text: string, locale: string): number {
  const segmenter = new Intl.Segmenter(locale, { granularity: 'word' })
  return [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike).length
}

const locales = ['en', 'fr', 'fi', 'sv', 'el', 'ru', 'tr', 'ja', 'th', 'ar', 'he', 'en-US-posix']
const characters = [
  ...Array.from('aZzéßłΩωЖы09 5.,;:!?\'’‘"“”„«»…(){}[]/*#@&%+=<>~|$\\^`–—-\n\t_·'),
  ...['\u0301', '\u200d', '\u00ad', 'が', '字', 'ก', 'א', '😀', 'ʼ', '\r\n', '\u00a0', 'ª', 'µ'],
]

it('counts what Intl.Segmenter counts, whatever the text and the locale', () => {
  const dense = fc.array(fc.constantFrom(...characters), { maxLength: 60 })
  const latin = fc.array(fc.constantFrom(...Array.from("ab1.,;:'’‘ -\n")), { maxLength: 60 })
  const texts = fc.oneof(
    dense.map((parts) => parts.join('')),
    latin.map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(texts, fc.constantFrom(...locales), (text, locale) => {
      expect(countWords(text, locale)).toBe(segmentedWords(text, locale))
    }),
    { numRuns: 20_000 },
  )
})

it('counts every single character between letters and digits as Intl.Segmenter does', () => {
  for (const locale of locales) {
    for (let code = 1; code < 0x530; code += 1) {
      const character = String.fromCodePoint(code)
      for (const text of [character, `a${character}b`, `1${character}2`, `a${character}1`]) {
        expect([text, countWords(text, locale)]).toEqual([text, segmentedWords(text, locale)])
      }
    }
  }
})

it('counts long texts in pieces that end between words', () => {
  const text = 'Some words, and more of them. '.repeat(500)
  expect(countWords(text, 'en')).toBe(3000)
})
