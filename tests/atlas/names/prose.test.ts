import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileMarkdown } from '../../../src/atlas/markdown/markdown.ts'
import { findNames } from '../../../src/atlas/names/find-names.ts'
import { indexNames } from '../../../src/atlas/names/name-index.ts'
import { proseOf } from '../../../src/atlas/names/prose.ts'

const index = indexNames(
  ['Japan', 'New York'].map((name) => ({ name, locale: null, subject: name })),
)

/** The words of the plain text where the names were found. */
function saidIn(markdown: string): string[] {
  const { text, searchable } = proseOf(markdown)
  return findNames(index, searchable, 'en').map(({ start, end }) => text.slice(start, end))
}

describe('the prose of a body', () => {
  it.each([
    'In **Japan**.',
    '# Japan',
    '- Japan',
    '| a | Japan |\n|---|---|\n| c | d |',
    '![Japan](https://example.org/a.png)',
    '[Japan](https://example.org)',
    '[[a-link]] Japan',
    '**New** York',
    'New\nYork',
    'これはhttps://example.org、Japan',
    'New  \nYork',
  ])('holds a name in %j', (markdown) => {
    expect(saidIn(markdown)).toHaveLength(1)
  })

  it.each([
    '[[japan|Japan]]',
    '[[japan|The Japan scene]]',
    '[a](https://example.org/Japan "Japan")',
    '<https://example.org/Japan>',
    'https://example.org/Japan',
    '`Japan`',
    '```\nJapan\n```',
    '    Japan',
    '- New\n- York',
    '| New | York |\n|---|---|\n| c | d |',
    'New\n\nYork',
    '[[new|New]] York',
  ])('has no name in %j', (markdown) => {
    expect(saidIn(markdown)).toEqual([])
  })

  it('is the plain text that publishing gives, place for place', () => {
    const parts = fc.constantFrom(
      ...[
        'Japan ',
        '[[japan|A *b*]]',
        '[[japan]]',
        '`[[japan]]`',
        '\n\n',
        '\n',
        '  \n',
        '- ',
        '1. ',
      ],
      ...[
        '```\n',
        '    ',
        '> ',
        '| a | b |\n|---|---|\n',
        '[a](b)',
        '<https://a.test/é>',
        '\t',
        '👩‍💻',
        '**',
      ],
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 20 }), (written) => {
        const markdown = written.join('')
        const { text, searchable } = proseOf(markdown)
        expect(text).toBe(compileMarkdown(markdown, 'en', () => null).text)
        expect(searchable).toHaveLength(text.length)
      }),
      { numRuns: 500 },
    )
  })
})
