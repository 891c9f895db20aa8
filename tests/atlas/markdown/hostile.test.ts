import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/atlas/limits.ts'
import { compileMarkdown, linkedSlugs, removedFrom } from '../../../src/atlas/markdown/markdown.ts'
import { cpuSeconds } from '../../support/cpu.ts'
import { sized } from '../../support/size.ts'

const patterns = [
  ...['[', '*', '`', '>', '<', '&', '|', '字', '![', '[[', '[[a|', '[x][', '*a_', '> - ', '- '],
  ...['![[a]](', '[[a|1]]', '[[a|*', '- a\n', '||\n-|\n', '[a]: b\n', '<!-- '],
]
const longBody = (pattern: string) => pattern.repeat(limits.bodyBytes).slice(0, limits.bodyBytes)

describe('hostile bodies', () => {
  it.each(patterns)('of the longest allowed length are compiled in bounded time: %j', (pattern) => {
    const body = longBody(pattern)
    const seconds = cpuSeconds(() => {
      compileMarkdown(body, 'en', () => null)
      linkedSlugs(body)
    })
    // Measured at 0.1 to 1.6; anything that grows with the square of the length takes minutes.
    expect(seconds).toBeLessThan(30)
  })

  it('never bring an element or an address past the walls', () => {
    const piece = fc.constantFrom(
      ...[
        '<script>',
        '</p>',
        '<img src=x onerror=a()>',
        '"',
        "'",
        '>',
        '[a](',
        ')',
        'javascript:',
        'x',
        '\n',
        ' ',
      ],
      ...[
        '![',
        '](',
        '&#106;avascript:',
        '<a href="',
        '`',
        '|',
        '[[a|',
        ']]',
        '<!--',
        '-->',
        '\u0000',
        '\t',
        '<http://',
      ],
    )
    const elements =
      /<(?!\/?(?:p|em|strong|del|code|pre|blockquote|ul|ol|li|h[3-6]|hr|br|a|img|table|thead|tbody|tr|th|td)[ >])/
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { html } = compileMarkdown(pieces.join(''), 'en', () => ({ slug: 'a', href: '/a' }))
        expect(html).not.toMatch(elements)
        expect(html).not.toMatch(
          /<[^>]*\s(?:on\w+=|(?:href|src)="\s*(?:javascript|data|vbscript):)/i,
        )
      }),
      { numRuns: 2000 },
    )
  })
  it('are warned of as they are compiled', () => {
    const piece = fc.constantFrom(
      ...['<script>', '<!--', '<http://a>', '<javascript:a>', '[a](', ')', '![', '](', '[[a|b]]'],
      ...['javascript:', 'data:', '> ', '- ', '1. ', '# ', '***', '`', '|', '|-|', '&lt;', '&#60;'],
      ...['[a]: javascript:b', '[a]', '\n', '\t', ' ', 'x', '~~', '~~~', '\\'],
    )
    const mark = fc.constantFrom('> ', '>', '- ', '* ', '1. ', '+\t')
    const deep = fc.array(mark, { maxLength: 130, size: 'max' }).map((marks) => marks.join(''))
    const tabs = fc.nat({ max: 40 }).map((count) => `\n${'\t'.repeat(count)}`)
    const body = fc
      .tuple(deep, fc.array(piece, { maxLength: 30 }), tabs, deep)
      .map((parts) => `${parts.flat().join('')}x`)
    for (const resolve of [() => null, () => ({ slug: 'a', href: '/a' })]) {
      fc.assert(
        fc.property(body, (source) => {
          expect(removedFrom(source, resolve)).toEqual(
            compileMarkdown(source, 'en', resolve).removed,
          )
        }),
        { numRuns: sized(150, 500) },
      )
    }
  })
})
