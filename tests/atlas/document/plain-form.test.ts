import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../../src/atlas/document/document.ts'
import { kite } from './fixture.ts'
import { faults, parse, read, regions, warnings } from './region-names.ts'

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

  it('warns where region, tagline and sections are missing', () => {
    expect(warnings('Kites')).toEqual([
      '1: the document has no tagline',
      '1: the document has no sections',
      '1: the document has no “Region:” line',
    ])
  })

  it.each([
    ['1956. A year.', 'a numbered list'],
    ['1) One.', 'a numbered list'],
    ['# One', 'a heading'],
    ['One\n===', 'a heading'],
    ['One\n---', 'a heading'],
    ['> One', 'a quotation'],
    ['- One', 'a list'],
    ['* One', 'a list'],
    ['+ One', 'a list'],
    ['    One', 'code'],
    ['```\nOne', 'code'],
    ['~~~\nOne', 'code'],
    ['***', 'a rule'],
    ['a | b\n--|--', 'a table'],
    ['A *word*.', 'emphasis'],
    ['A _word_.', 'emphasis'],
    ['A `word`.', 'code'],
    ['A ~~word~~.', 'text struck through'],
    ['A [word](x).', 'a link'],
    ['A <https://a.test>.', 'a link'],
    ['A &amp; b', 'an escape or a character reference'],
    ['A 3 \\* 4', 'an escape or a character reference'],
  ])('keeps %j as it is and warns that it reads as %s', (body, shown) => {
    expect(read(withBody(`First.\n\n${body}`)).sections[1]?.body).toBe(`First.\n\n${body}`)
    expect(warnings(withBody(`First.\n\n${body}`))).toEqual([`18: reads as ${shown} in Markdown`])
  })

  it('names the line within a paragraph, and text that would not show at all', () => {
    expect(warnings(withBody('One\ntwo *three*\nfour <b>five</b>\n\n[six]: seven'))).toEqual([
      '17: reads as emphasis in Markdown',
      '18: raw HTML is shown as text: <b>',
      '18: raw HTML is shown as text: </b>',
      '20: reads as a link definition in Markdown and does not show',
    ])
  })

  it.each([
    '2 * 3 * 4',
    'snake_case_name',
    'a < b > c',
    'AT&T',
    'Note [1]',
    '$5 – 100 %',
    '[[sailors|Sailors]]',
    '#tag',
    '1956',
  ])('does not warn of %j', (body) => {
    expect(warnings(withBody(body))).toEqual([])
  })
})

describe('a plain document that is refused', () => {
  it('is told all that is wrong with it at once', () => {
    const text = `Region: Japan

Kites

Region: Atlantis, Japn, Japan
Region: China

One tagline

Another tagline

Overview

History

Something.

History

Again.

View on The Culture Atlas: here

More.`
    expect(faults(text)).toEqual([
      '1: text before the title',
      '5: unknown region “Atlantis”',
      '5: unknown region “Japn”: did you mean “Japan”?',
      '6: a second “region:” line',
      '10: text that belongs to no section',
      '12: the section “Overview” has no text',
      '18: a second section of the kind “history”; the first is on line 14',
      '22: canonicalUrl: invalid URL',
      '24: text behind the closing line',
    ])
  })

  it.each([
    ['', '1: the document has no title'],
    ['Overview\n\nKites\n\nWind.', '1: text before the title'],
    ['!!!\n\nWind.', '1: no slug can be made of the title “!!!”: add a “Slug:” line'],
    [`${'k'.repeat(201)}\n\nWind.`, '1: title: longer than 200 characters'],
    [`Kites\n\n${'k'.repeat(301)}`, '3: tagline: longer than 300 characters'],
    [
      'Kites\n\nRegion: Japan, JP (primary), Global (origin)',
      '3: regions: “primary japan” is there twice',
    ],
    [
      'Kites\n\nRegion: Global (origin)',
      '3: the role “origin” does not fit “Global”: a scope takes no other role than “scope”',
    ],
    [
      'Kites\n\nRegion: Japan (scope)',
      '3: the role “scope” does not fit “Japan”: only scopes take it',
    ],
    ['Kites\n\nSlug: 1984\n\nWind.', '3: slug: a slug may not be all digits'],
    ['Kites\n\nLocale: en_US\n\nWind.', '3: “en_US” is no BCP 47 language tag'],
    ['Kites\n\nWind.\n\nKnots {other #order}\n\nOne.', '5: slug: “order” is reserved'],
    ['Kites\n\nWi\0nd.', '3: contains a NUL character'],
    [`Kites\n\nRegion: ${'Japan, '.repeat(200)}`, '3: more than 50 regions'],
  ])('%j', (text, fault) => {
    expect(faults(text)).toContain(fault)
  })

  it('is told the line of the first byte that is not UTF-8', () => {
    const bytes = new TextEncoder().encode('Kites\n\nWind, “\nfür\n')
    bytes[bytes.indexOf(0xc3)] = 0xff
    const result = parseDocument(bytes, regions)
    expect(result).toEqual({ ok: false, errors: [{ line: 4, message: 'not UTF-8' }], warnings: [] })
  })

  it('is told when it is too long', () => {
    const result = parseDocument(new Uint8Array(2_000_001).fill(0x61), regions)
    expect(result).toMatchObject({ ok: false, errors: [{ line: 1 }] })
  })
})
