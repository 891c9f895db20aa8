import { describe, expect, it } from 'vitest'
import { kite } from './fixture.ts'
import { read, warnings } from './region-names.ts'

const withBody = (body: string) => kite.replace('Songs about the wind.', body)

describe('warnings of a plain document', () => {
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
