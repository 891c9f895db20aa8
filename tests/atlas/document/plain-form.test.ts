import { describe, expect, it } from 'vitest'
import { kite } from './fixture.ts'
import { parse, read, warnings } from './region-names.ts'

const withRegion = (line: string) => read(kite.replace(/^Region:.*$/m, line)).regions
const withBody = (body: string) => kite.replace('Songs about the wind.', body)

describe('the plain form', () => {
  it('reads title, regions, tagline and sections, with the slug from the title', () => {
    expect(parse(kite)).toEqual({
      ok: true,
      warnings: [],
      document: {
        form: 'plain',
        slug: 'kite-flyers-friends',
        locale: null,
        kind: null,
        title: 'Kite Flyers & Friends',
        tagline: 'People who build, fly and repair kites — and talk about wind',
        regions: [
          { region: 'japan', role: 'primary' },
          { region: 'united-states', role: 'present' },
          { region: 'global', role: 'scope' },
        ],
        sections: [
          {
            slug: 'overview',
            kind: 'overview',
            heading: 'Overview',
            line: 7,
            body: 'Kites are flown on beaches\nand on hills.\n\nA second paragraph, with “quotes”.',
          },
          {
            slug: 'music-arts',
            kind: 'music_arts',
            heading: 'Music & Arts',
            line: 14,
            body: 'Songs about the wind.',
          },
        ],
      },
    })
  })

  it.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['lone CR', (text: string) => text.replaceAll('\n', '\r')],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['blanks at ends of lines', (text: string) => text.replaceAll('\n', ' \t\n')],
    ['more blank lines', (text: string) => `\n\n${text.replaceAll('\n\n', '\n\n\n\u00a0\n')}\n\n`],
    ['decomposed letters', (text: string) => text.normalize('NFD')],
  ])('reads the same with %s', (_, change) => {
    const lineless = (text: string) =>
      read(text).sections.map(({ line: _line, ...section }) => section)
    expect(lineless(change(kite))).toEqual(lineless(kite))
    expect(read(change(kite)).regions).toEqual(read(kite).regions)
  })

  it.each([
    ['Region: us, 392, georgia, us-ga', ['united-states', 'japan', 'georgia', 'georgia-us']],
    ['region:  USA ,JP', ['united-states', 'japan']],
    ['Regions: 004, Japon', ['afghanistan', 'japan']],
    ['REGION: 日本', ['japan']],
  ])('takes codes and names in any case and language: %s', (line, slugs) => {
    expect(withRegion(line)?.map(({ region }) => region)).toEqual(slugs)
  })

  it.each([
    ['Hong Kong SAR, China, Japan', ['hong-kong', 'japan']],
    [
      'Bonaire, Sint Eustatius, and Saba, Bonaire, China',
      ['caribbean-netherlands', 'bonaire', 'china'],
    ],
    ['Côte d’Ivoire, Myanmar (Burma),'.normalize('NFD'), ['cote-divoire', 'myanmar']],
  ])('finds names that hold commas and brackets themselves: %s', (list, slugs) => {
    expect(withRegion(`Region: ${list}`)?.map(({ region }) => region)).toEqual(slugs)
  })

  it('takes a role in brackets where it is not the usual one', () => {
    expect(withRegion('Region: Global, Japan (origin), Place (origin), China (primary)')).toEqual([
      { region: 'global', role: 'scope' },
      { region: 'japan', role: 'origin' },
      { region: 'old-place', role: 'present' },
      { region: 'china', role: 'primary' },
    ])
  })

  it.each([
    ['overview', 'Overview'],
    ['  BELIEFS and values', 'BELIEFS and values'],
    ['SOCIAL STRUCTURE', 'Social Structure'],
    ['Our gods {beliefs_values}', 'Our gods'],
  ])('knows the heading %j', (written, heading) => {
    expect(read(kite.replace('Overview', written)).sections[0]?.heading).toBe(heading)
  })

  it('takes a title of its own, a slug and the kind “other” from braces', () => {
    expect(
      read(kite.replace('Overview', 'Knots & Lines {other #knots}')).sections[0],
    ).toMatchObject({
      kind: 'other',
      slug: 'knots',
      heading: 'Knots & Lines',
    })
  })

  it.each([': ', ' ', ':'])(
    'takes the address of the community from the closing line, after %j',
    (parting) => {
      const { canonicalUrl } = read(`${kite}${parting}https://a.test/kites`)
      expect(canonicalUrl).toBe('https://a.test/kites')
    },
  )

  it('takes slug and locale from lines of their own and then expects no region', () => {
    const text = kite.replace(/^Region:.*$/m, 'Slug: kites\nLocale: pt-br')
    expect(read(text)).toMatchObject({ slug: 'kites', locale: 'pt-BR' })
    expect(read(text)).not.toHaveProperty('regions')
    expect(warnings(text)).toEqual([])
  })

  it('leaves headings, fields and the closing line alone that stand in a paragraph or behind a backslash', () => {
    const body =
      'Before\nHistory\nRegion: x\n\n\\History\n\nRegion: y\n\n\\\\View on The Culture Atlas\n\n\\x'
    expect(read(withBody(body)).sections[1]?.body).toBe(
      'Before\nHistory\nRegion: x\n\nHistory\n\nRegion: y\n\n\\View on The Culture Atlas\n\n\\x',
    )
    expect(warnings(withBody(body))).toContain(
      '17: “History” is read as text: a heading stands alone and names a known kind',
    )
  })
})
