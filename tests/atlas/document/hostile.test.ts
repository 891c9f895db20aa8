import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../../src/atlas/document/document.ts'
import { limits } from '../../../src/atlas/limits.ts'
import { cpuSeconds } from '../../support/cpu.ts'
import { kite, kiteMarkdown } from './fixture.ts'
import { parse, regions } from './region-names.ts'

function expectAnswer(bytes: Uint8Array) {
  const result = parseDocument(bytes, regions)
  const notices = result.ok ? result.warnings : result.errors
  if (!result.ok) expect(notices).not.toEqual([])
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\n|\r/).length
  for (const { line } of notices) expect(line).toSatisfy((at: number) => at >= 1 && at <= lines)
}

describe('hostile documents', () => {
  it('of any bytes are answered, with lines that the document has', () => {
    const bytes = fc.uint8Array({ maxLength: 200 })
    const fields = fc.constantFrom('', '---\n', '---\nslug: a\n', 'Kites\n\nRegion: ')
    fc.assert(
      fc.property(fields, bytes, (start, rest) => {
        expectAnswer(Buffer.concat([Buffer.from(start), rest]))
      }),
      { numRuns: 1000 },
    )
  })

  it('made by cutting and joining good ones are answered, with lines that the document has', () => {
    const lines = [kite, kiteMarkdown].flatMap((text) => text.split('\n'))
    const yaml = [
      '- ',
      '? ',
      ': ',
      '{',
      '[',
      '*a',
      '&a b',
      '|',
      '!!x y',
      '"',
      '%A',
      '...',
      '---',
      '  - - b',
      '<<: *a',
      '\t',
    ]
    const text = fc.array(fc.constantFrom(...lines, ...yaml), { maxLength: 40 })
    fc.assert(
      fc.property(fc.boolean(), text, (front, parts) => {
        expectAnswer(new TextEncoder().encode(`${front ? '---\n' : ''}${parts.join('\n')}`))
      }),
      { numRuns: 1500 },
    )
  })

  const long = (start: string, pattern: string) =>
    (start + pattern.repeat(limits.documentBytes)).slice(0, limits.documentBytes / 2)
  it.each([
    ['Kites\n\nOverview\n\n', '['],
    ['Kites\n\nOverview\n\n', '*a_ '],
    ['Kites\n\n', 'Overview\n\n'],
    ['Kites\n\n', 'a\n\n'],
    ['Kites\n\n', '{'],
    ['Kites\n\nOverview\n\n', '<a '],
    ['Kites\n\nRegion: ', 'Japn,'],
    ['Kites\n\nRegion: Atlantis', ' '],
    ['', '!'],
    ['---\n', '['],
    ['---\n', '- a\n'],
    ['---\ntags: [', 'a b, '],
    ['---\nregions:\n', '- x\n'],
    ['---\ncrossReferences:\n', '- relation: y\n'],
    ['---\n', 'a: b\n'],
    ['---\n---\n', '> '],
    ['---\n---\n# a\n', '## b\n'],
    ['---\n---\n# a\n', '- ## History\n'],
  ])('of a megabyte are answered in bounded time: %j %j', (start, pattern) => {
    const text = long(start, pattern)
    const seconds = cpuSeconds(() => expect(parse(text).ok).toBe(false))
    expect(seconds).toBeLessThan(45)
  })
})
