import fc from 'fast-check'
import jsonPatch from 'fast-json-patch'
import { describe, expect, it } from 'vitest'
import { diffContents } from '../../../src/atlas/editing/content-diff.ts'
import { keyedContent } from '../../../src/atlas/editing/keyed-content.ts'
import { type Segment, wordDiff } from '../../../src/atlas/editing/word-diff.ts'
import { limits } from '../../../src/atlas/limits.ts'
import { cpuSeconds } from '../../support/cpu.ts'
import { contents } from '../document/contents.ts'
import { plainBody } from '../document/texts.ts'
import { historyId, kites, overviewId, patch, result, songsId } from './fixture.ts'

const textOf = (segments: Segment[], side: Segment['change']) =>
  segments
    .flatMap(({ change, text }) => (change === 'equal' || change === side ? text : []))
    .join('')

function expectTruth(from: string, to: string, locale = 'en') {
  const segments = wordDiff(from, to, locale)
  expect(textOf(segments, 'removed')).toBe(from)
  expect(textOf(segments, 'added')).toBe(to)
  expect(segments.map(({ text }) => text)).not.toContain('')
  return segments
}

describe('the words that changed', () => {
  it('are whole words of the locale', () => {
    expect(expectTruth('The old kite flies.', 'The new kite flies.')).toEqual([
      { change: 'equal', text: 'The ' },
      { change: 'removed', text: 'old' },
      { change: 'added', text: 'new' },
      { change: 'equal', text: ' kite flies.' },
    ])
    expect(expectTruth('私は東京に住んでいます。', '私は京都に住んでいます。', 'ja')).toEqual([
      { change: 'equal', text: '私は' },
      { change: 'removed', text: '東京' },
      { change: 'added', text: '京都' },
      { change: 'equal', text: 'に住んでいます。' },
    ])
  })

  it('leave other lines alone', () => {
    expect(expectTruth('a\nb c\nd\n', 'a\nb e\nd\nf')).toEqual([
      { change: 'equal', text: 'a\nb ' },
      { change: 'removed', text: 'c' },
      { change: 'added', text: 'e' },
      { change: 'equal', text: '\nd\n' },
      { change: 'added', text: 'f' },
    ])
  })

  it('joined give both texts again, whatever they are', () => {
    const word = fc.constantFrom('a', 'b', 'don’t', ' ', '\n', '\r\n', '。', '東京', '🪁', '\ud800')
    const anyText = fc.oneof(
      fc.array(word).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    )
    const locale = fc.constantFrom('en', 'ja', 'th', 'zh-Hant', 'tlh')
    fc.assert(
      fc.property(anyText, anyText, locale, (a, b, tag) => void expectTruth(a, b, tag)),
      {
        numRuns: 500,
      },
    )
  })

  it.each([
    ['words', 'abcdef '],
    ['one word', 'x'],
    ['signs', '-/'],
    ['lines', 'a\n'],
    ['Chinese without stops', '東京'],
  ])('of the longest bodies are found in bounded time: %s', (_, pattern) => {
    const long = (text: string) => text.repeat(limits.bodyBytes / text.length)
    const mixed = long(pattern).replace(/./gsu, (sign, at: number) => (at % 3 ? sign : `${at}`))
    const seconds = cpuSeconds(() => expectTruth(long(pattern), mixed.slice(0, limits.bodyBytes)))
    expect(seconds).toBeLessThan(30)
  })
})

describe('the difference of two contents', () => {
  it('is empty between equal ones', () => {
    expect(diffContents(kites, structuredClone(kites))).toEqual({ fields: [], texts: [] })
  })

  it('shows a new order as that and nothing else', () => {
    const sections = [{ id: songsId }, { id: overviewId }, { id: historyId }]
    const { fields, texts } = diffContents(kites, result(patch({ sections })))
    expect(texts).toEqual([])
    expect(new Set(fields.map(({ path }) => path.split('/')[1]))).toEqual(new Set(['sectionOrder']))
  })

  it('shows fields as JSON Patch and prose by words, in every locale', () => {
    const { fields, texts } = diffContents(
      kites,
      result(
        patch({
          title: 'Kite Makers',
          tagline: null,
          kind: 'fandom',
          sections: [
            { id: overviewId, translations: { es: { body: 'Barcos.' } } },
            { id: historyId, slug: 'past' },
            { id: songsId },
          ],
        }),
      ),
    )
    expect(fields).toContainEqual({ op: 'replace', path: '/kind', value: 'fandom' })
    expect(fields).toContainEqual({
      op: 'replace',
      path: `/sections/${historyId}/slug`,
      value: 'past',
    })
    expect(texts).toEqual([
      {
        section: null,
        field: 'title',
        locale: 'en',
        segments: [
          { change: 'equal', text: 'Kite ' },
          { change: 'removed', text: 'Flyers' },
          { change: 'added', text: 'Makers' },
        ],
      },
      {
        section: null,
        field: 'tagline',
        locale: 'en',
        segments: [{ change: 'removed', text: 'People who fly kites' }],
      },
      {
        section: { id: overviewId, slug: 'overview' },
        field: 'body',
        locale: 'es',
        segments: [
          { change: 'removed', text: 'Cometas' },
          { change: 'added', text: 'Barcos' },
          { change: 'equal', text: '.' },
        ],
      },
    ])
  })

  it('leads from the one to the other', () => {
    fc.assert(
      fc.property(contents(plainBody), contents(plainBody), (from, to) => {
        const { fields, texts } = diffContents(from, to)
        const { newDocument } = jsonPatch.applyPatch(structuredClone(keyedContent(from)), fields)
        expect(newDocument).toEqual(keyedContent(to))
        const title = texts.find(({ section, field }) => section === null && field === 'title')
        if (title && from.defaultLocale === to.defaultLocale) {
          expect(textOf(title.segments, 'removed')).toBe(from.title)
          expect(textOf(title.segments, 'added')).toBe(to.title)
        }
      }),
      { numRuns: 200 },
    )
  })
})
