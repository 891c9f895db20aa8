import { numbers } from '../numbers.ts'

const syllables =
  'ka ri no sa mi to la ver den bo shi ru gan tel mar os ul en ip za wo du fe chi quo bra nel'.split(
    ' ',
  )
const words = 20_000

const random = numbers(7)
const syllable = () => syllables[Math.floor(random() * syllables.length)] ?? ''

/** Words that look like words; the first are the most frequent. */
export const vocabulary: readonly string[] = [
  ...new Set(
    Array.from({ length: words }, () =>
      Array.from({ length: 1 + Math.floor(random() * 4) }, syllable).join(''),
    ),
  ),
]

/** How many texts have a rare word, however large the atlas is. */
export const rareWordTexts = 30

/**
 * One of the words that stand in `rareWordTexts` texts each. No word of the vocabulary is like one of these, and none
 * ends as words do that are stemmed.
 */
export function rareWord(number: number): string {
  const base = syllables.length
  const digits = [Math.floor(number / base ** 2), Math.floor(number / base), number]
  return `yx${digits.map((digit) => syllables[digit % base]).join('')}k`
}

const kana = Array.from(
  'アイウエオカキクケコサシスセソタチツテトナニヌネノ北海道東京都民族文化音楽地方広場島山川',
)

/** A writer of varied prose: how often a word comes follows Zipf's law. */
export function writer(next: () => number) {
  const below = (bound: number): number => Math.floor(next() * bound)
  const word = (): string => vocabulary[Math.floor(vocabulary.length ** next()) - 1] ?? ''
  const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
  const sentence = (links: readonly string[]): string => {
    const said = Array.from({ length: 6 + below(14) }, word)
    if (links.length > 0 && next() < 1 / 40) {
      said.splice(below(said.length), 0, `[[${links[below(links.length)]}]]`)
    }
    const text = capital(said.join(' '))
    return next() < 1 / 12 ? `**${text}**.` : `${text}.`
  }
  const paragraph = (links: readonly string[]): string => {
    if (next() < 1 / 10) {
      return Array.from({ length: 3 }, () => `- ${sentence(links)}`).join('\n')
    }
    return Array.from({ length: 3 + below(4) }, () => sentence(links)).join(' ')
  }
  const japanese = (): string =>
    `${Array.from({ length: 12 + below(20) }, () => kana[below(kana.length)]).join('')}。`
  return {
    below,
    word,
    title: (count: number) => capital(Array.from({ length: count }, word).join(' ')),
    sentence,
    /** Markdown of about so many bytes. */
    body(bytes: number, links: readonly string[], locale = 'en'): string {
      const paragraphs: string[] = []
      for (let length = 0; length < bytes; ) {
        const text =
          locale === 'ja' ? Array.from({ length: 4 }, japanese).join('') : paragraph(links)
        paragraphs.push(text)
        length += Buffer.byteLength(text) + 2
      }
      return paragraphs.join('\n\n')
    },
  }
}
