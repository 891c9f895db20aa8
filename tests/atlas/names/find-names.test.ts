import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findNames } from '../../../src/atlas/names/find-names.ts'
import { fold } from '../../../src/atlas/names/fold.ts'
import { indexNames, type NameEntry } from '../../../src/atlas/names/name-index.ts'
import { cpuSeconds } from '../../support/cpu.ts'

const anyLocale = (...names: string[]): NameEntry[] =>
  names.map((name) => ({ name, locale: null, subject: name }))

/** The names found, each with the words of the text that say it where those differ. */
function said(entries: NameEntry[], text: string, locale = 'en'): string[] {
  return findNames(indexNames(entries), text, locale).map(({ name, start, end }) => {
    const words = text.slice(start, end)
    return words === name ? name : `${name} = ${words}`
  })
}

describe('a name in a text', () => {
  it('is given with its subject, as the index has it, and its place in UTF-16 code units', () => {
    const index = indexNames([{ name: 'New York', locale: 'en', subject: 'region:new-york' }])
    expect(findNames(index, '👩‍💻 in NEW  york!', 'en-GB')).toEqual([
      { subject: 'region:new-york', name: 'New York', start: 9, end: 18 },
    ])
  })

  it.each([
    ['Japanese and Japanned', []],
    ['Japan, (Japan) “Japan” Japan-based', ['Japan', 'Japan', 'Japan', 'Japan']],
    ["Japan's, Japan’s, JAPAN'S", ['Japan', 'Japan', 'Japan = JAPAN']],
    ['see japan.org and Japan_fans', []],
  ])('stands between word boundaries: %s', (text, names) => {
    expect(said(anyLocale('Japan'), text)).toEqual(names)
  })

  it('may follow an article that its language joins to it', () => {
    const names = anyLocale('Irlande', "L'Aquila", 'Brien', "Côte d'Ivoire")
    expect(said(names, 'l’Irlande, d’Irlande et la Côte d’Ivoire', 'fr')).toEqual([
      'Irlande',
      'Irlande',
      "Côte d'Ivoire = Côte d’Ivoire",
    ])
    expect(said(names, "nell'Irlande, a L'Aquila", 'it')).toEqual(['Irlande', "L'Aquila"])
    expect(said(names, "O'Brien", 'en')).toEqual([])
  })

  it('may hold signs and begin or end with them', () => {
    const names = anyLocale('AI & ML Community', 'U.S.', 'C++', '#MeToo', 'K-pop', '🏳️‍🌈 Pride')
    const text = 'AI & ML Community’s U.S. C++ coders, #MeToo, k‑pop; 🏳‍🌈 Pride.'
    expect(said(names, text)).toEqual([
      'AI & ML Community',
      'U.S.',
      'C++',
      '#MeToo',
      'K-pop = k‑pop',
      '🏳️‍🌈 Pride = 🏳‍🌈 Pride',
    ])
  })

  it('may go over a line break, not over the end of a paragraph', () => {
    const names = anyLocale('New York')
    expect(said(names, 'New\nYork')).toHaveLength(1)
    expect(said(names, 'New \r\n York')).toHaveLength(1)
    expect(said(names, 'New\n\nYork')).toEqual([])
    expect(said(names, 'New\u2029York')).toEqual([])
  })

  it('is found in a word-rich text after thousands of others, also without a blank in it', () => {
    const names = anyLocale('Ainu Mosir', '北海道')
    expect(said(names, `${'word '.repeat(4000)}Ainu Mosir`)).toEqual(['Ainu Mosir'])
    expect(said(names, `${'私は行く'.repeat(2000)}。北海道`, 'ja')).toEqual(['北海道'])
  })

  it('is not looked for among no names, in no text, or where it is blank', () => {
    expect(said([], 'Japan')).toEqual([])
    expect(said(anyLocale('Japan'), '')).toEqual([])
    expect(said(anyLocale('', ' ', '\u00ad'), 'a  b \u00ad c')).toEqual([])
  })
})

describe('where names overlap', () => {
  it('the longest wins', () => {
    const names = anyLocale('York', 'New York', 'New York City', 'York City Ballet')
    expect(said(names, 'New York City and New York, York')).toEqual([
      'New York City',
      'New York',
      'York',
    ])
    expect(said(names, 'New York City Ballet')).toEqual(['York City Ballet'])
  })

  it('the earlier of two that are as long wins, and what remains is still found', () => {
    expect(said(anyLocale('Art Jam', 'Jam Art'), 'Art Jam Art')).toEqual(['Art Jam'])
    expect(said(anyLocale('A1 B', 'B Cccc D', 'A1'), 'A1 B Cccc D')).toEqual(['A1', 'B Cccc D'])
  })

  it('names that are nested a hundred deep do not make a text slow', () => {
    const names = anyLocale(...Array.from({ length: 100 }, (_, more) => `a${' a'.repeat(more)}`))
    const seconds = cpuSeconds(() => expect(said(names, 'a '.repeat(10_000))).toHaveLength(100))
    expect(seconds).toBeLessThan(30)
  })

  it('every subject of a shared name is given once, also where it has the name in two locales', () => {
    const index = indexNames([
      { name: 'Georgia', locale: 'en', subject: 'region:georgia' },
      { name: 'Georgia', locale: null, subject: 'region:georgia' },
      { name: 'Georgia', locale: 'en', subject: 'region:georgia-us' },
    ])
    const found = findNames(index, 'Georgia', 'en').map(({ subject }) => subject)
    expect(found).toEqual(['region:georgia', 'region:georgia-us'])
  })
})

describe('the case of a name', () => {
  it('is exact where the name is an acronym or shorter than four characters', () => {
    const names = anyLocale('US', 'IT', 'UK', 'NASA', 'Goa', 'emo')
    expect(said(names, 'it gave us emo. It is IT in the US, Us. Nasa NASA goa Goa EMO')).toEqual([
      'emo',
      'IT',
      'US',
      'NASA',
      'Goa',
    ])
  })

  it('keeps a capital that begins a name of one word', () => {
    const names = anyLocale('Turkey', 'Polish', 'furries')
    expect(said(names, 'polish a turkey, TURKEY, Turkey, Furries and furries')).toEqual([
      'Turkey = TURKEY',
      'Turkey',
      'furries = Furries',
      'furries',
    ])
  })

  it('does not matter in names of several words', () => {
    expect(said(anyLocale('Black Metal', 'b-boys'), 'black metal B-Boys')).toEqual([
      'Black Metal = black metal',
      'b-boys = B-Boys',
    ])
  })

  it.each([
    ['de', 'Große Straße', 'GROSSE STRASSE'],
    ['tr', 'İzmir', 'İZMİR'],
    ['tr', 'Iğdır', 'IĞDIR'],
    ['tr', 'Isparta', 'ISPARTA'],
    ['el', 'Άγιος Όρος', 'ΆΓΙΟΣ ΌΡΟΣ'],
    ['ru', 'Якутия', 'ЯКУТИЯ'],
  ])('follows its language (%s): %s in %s', (locale, name, text) => {
    expect(said([{ name, locale, subject: name }], text, locale)).toEqual([`${name} = ${text}`])
    expect(said(anyLocale(name), text, locale)).toEqual([`${name} = ${text}`])
  })
})

describe('the spelling of a name', () => {
  it('is the same with composed and combining marks, in full width, and with a soft hyphen', () => {
    const text = 'Co\u0302te, ＡＩ ａｒｔ, Hok\u00adkaido'
    expect(said(anyLocale('Côte', 'AI art', 'Hokkaido'), text)).toHaveLength(3)
  })

  it('keeps its accents, and a mark is never cut from its letter', () => {
    expect(said(anyLocale('Pais', 'Peru'), 'País Perú Peru\u0301')).toEqual([])
  })
})

describe('scripts without blanks', () => {
  it.each([
    [
      'ja',
      ['アイヌ民族', '東京', '日本'],
      '日本のアイヌ民族と東京に住む。',
      ['日本', 'アイヌ民族', '東京'],
    ],
    ['zh', ['广场舞社区', '北京'], '中国的广场舞社区在北京。', ['广场舞社区', '北京']],
    ['th', ['กะเหรี่ยง', 'ประเทศไทย'], 'ชาวกะเหรี่ยงอยู่ในประเทศไทย', ['กะเหรี่ยง', 'ประเทศไทย']],
  ])('are cut by their dictionary (%s)', (locale, names, text, expected) => {
    expect(said(anyLocale(...names), text, locale)).toEqual(expected)
  })

  it('do not give a name that ends within a word', () => {
    expect(said(anyLocale('กรุงเทพ'), 'กรุงเทพมหานคร', 'th')).toEqual([])
  })

  it('find a name of several words however the name alone would be cut', () => {
    expect(
      said(
        anyLocale('コスプレイヤーの日', 'VTuberファン'),
        'VTuberファンとコスプレイヤーの日',
        'ja',
      ),
    ).toEqual(['VTuberファン', 'コスプレイヤーの日'])
  })
})

describe('the locale of a name', () => {
  const names: NameEntry[] = [
    { name: 'Alemania', locale: 'es', subject: 'es' },
    { name: 'Computadora Club', locale: 'es-MX', subject: 'es-MX' },
    { name: 'Germany', locale: 'en', subject: 'en' },
    { name: 'Deutschland', locale: null, subject: 'any' },
  ]
  const text = 'Alemania, Computadora Club, Germany, Deutschland'

  it.each([
    ['es-MX', ['Alemania', 'Computadora Club', 'Deutschland']],
    ['es', ['Alemania', 'Deutschland']],
    ['en-GB', ['Germany', 'Deutschland']],
    ['fi', ['Deutschland']],
  ])('is the text’s (%s), one along its tag, or none', (locale, expected) => {
    expect(said(names, text, locale)).toEqual(expected)
  })
})

describe('whatever the names and the text', () => {
  const pieces = fc.constantFrom(
    ...[
      'New',
      'york',
      'YORK',
      'é',
      'e\u0301',
      'ß',
      'SS',
      'İ',
      'ı',
      '東京',
      '都',
      'の',
      'ไทย',
      '👩‍💻',
    ],
    ...["'s", '’', '-', '.', '&', 'ＡＩ', 'ai', '\u00ad', '\ufe0f'],
  )
  const blanks = fc.constantFrom(' ', ' ', '', '\n', '  ', '\u3000', '\u2029')
  const texts = (most: number) =>
    fc.array(fc.tuple(pieces, blanks), { maxLength: most }).map((parts) => parts.flat().join(''))
  const locales = fc.constantFrom('en', 'fr', 'tr', 'ja', 'th')

  it('what is found says its name, lies in the text, and overlaps nothing', () => {
    fc.assert(
      fc.property(fc.array(texts(3)), texts(30), locales, (names, text, locale) => {
        const found = findNames(indexNames(anyLocale(...names)), text, locale)
        for (const { name, start, end } of found) {
          expect(fold(text.slice(start, end)).trim()).toBe(fold(name).trim())
        }
        const places = [...new Map(found.map((place) => [place.start, place])).values()]
        for (const [position, { start, end }] of places.entries()) {
          expect(start).toBeLessThan(end)
          expect(end).toBeLessThanOrEqual(places[position + 1]?.start ?? text.length)
        }
        for (const { start, end } of found) {
          expect(places.some((place) => place.start === start && place.end === end)).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('a name between blanks is found as it is written', () => {
    const words = fc.array(fc.stringMatching(/^\p{Lu}\p{Ll}{2,6}$/u), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(words, texts(10), locales, (parts, around, locale) => {
        const name = parts.join(' ')
        expect(said(anyLocale(name), `${around} ${name} ${around}`, locale)).toContain(name)
      }),
    )
  })
})
