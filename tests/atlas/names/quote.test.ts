import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { proseOf } from '../../../src/atlas/names/prose.ts'
import { quoteAround } from '../../../src/atlas/names/quote.ts'

function quote(text: string, place: string, maxCharacters = 500): string {
  const start = text.indexOf(place)
  return quoteAround(text, start, start + place.length, maxCharacters)
}

describe('the quote around a place', () => {
  it('is its sentence, without the blanks around it', () => {
    const text = 'It began early. It grew in Japan, and stayed!  Then it left.'
    expect(quote(text, 'Japan')).toBe('It grew in Japan, and stayed!')
    expect(quote('これは本です。日本の文化。終わり。', '日本')).toBe('日本の文化。')
    expect(quote('Japan', 'Japan')).toBe('Japan')
  })

  it('is cut between words on both sides of the place where the sentence is too long', () => {
    const text = 'Somewhere among the many islands of Japan a small scene was quietly born'
    expect(quote(text, 'Japan', 30)).toBe('islands of Japan a small')
    expect(quote(text, 'Somewhere', 20)).toBe('Somewhere among the')
    expect(quote('many words, and Japan is among them', 'Japan', 14)).toBe('and Japan is')
    expect(quote(text, 'born', 20)).toBe('was quietly born')
  })

  it('holds all sentences that the place spans', () => {
    expect(quote('One. Ask St. Louis! Now. Two.', 'Louis! Now')).toContain('Louis! Now.')
  })

  it('goes over a line break within a paragraph of Markdown, and ends with its block', () => {
    const { text, searchable } = proseOf(
      '- First\n- The scene\n  of Japan\n  [[art|art]] grew\n- Third',
    )
    const start = text.indexOf('Japan')
    const quoted = quoteAround(text, start, start + 5, 500, searchable)
    expect(quoted).toBe('The scene\nof Japan\nart grew')
  })

  it('stands in the text word for word, holds the place, and is never too long', () => {
    const parts = fc.constantFrom(
      'word ',
      'Japan ',
      '. ',
      '! ',
      '\n',
      '👩‍💻',
      '東京の',
      'é',
      'a'.repeat(30),
    )
    const texts = fc
      .array(parts, { minLength: 1, maxLength: 80 })
      .map((written) => written.join(''))
    fc.assert(
      fc.property(texts, fc.nat(), fc.integer({ min: 6, max: 90 }), (text, seed, most) => {
        const words = [...text.matchAll(/\S+/g)].filter(([word]) => word.length <= most)
        const word = words[seed % Math.max(1, words.length)]
        if (!word) return
        const quoted = quoteAround(text, word.index, word.index + word[0].length, most)
        expect(text).toContain(quoted)
        expect(quoted).toContain(word[0])
        expect(quoted.length).toBeLessThanOrEqual(most)
      }),
      { numRuns: 1000 },
    )
  })

  it('is cut itself where the place alone is too long, and never within a character', () => {
    expect(quote('Llanfairpwllgwyngyll', 'Llanfairpwllgwyngyll', 8)).toBe('Llanfair')
    expect(quote('👩👩👩', '👩👩👩', 3)).toBe('👩')
  })
})
