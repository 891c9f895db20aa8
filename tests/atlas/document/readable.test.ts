import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Content } from '../../../src/atlas/content.ts'
import {
  readableMarkdown,
  writeMarkdownDocument,
} from '../../../src/atlas/document/markdown-writer.ts'
import { readablePlainText, writePlainDocument } from '../../../src/atlas/document/plain-writer.ts'
import { textAsMarkdown } from '../../../src/atlas/document/text-as-markdown.ts'
import { UnwritableError } from '../../../src/atlas/document/unwritable.ts'
import { textsIn } from '../../../src/atlas/document/writable.ts'
import { parseMarkdown } from '../../../src/atlas/markdown/parser.ts'
import { plainText } from '../../../src/atlas/markdown/plain-text.ts'
import { contents } from './contents.ts'
import { read, regions } from './region-names.ts'
import { wildBody } from './texts.ts'

const forms = [
  { name: 'Markdown', write: writeMarkdownDocument, readable: readableMarkdown },
  { name: 'plain', write: writePlainDocument, readable: readablePlainText },
]

const outline = (sections: Pick<Content['sections'][number], 'slug' | 'kind'>[]) =>
  sections.map(({ slug, kind }) => [slug, kind])

describe.each(forms)('the $name form for readers', ({ write, readable }) => {
  it('is a document with the same sections whatever their texts are, and the exact one where there is one', () => {
    fc.assert(
      fc.property(contents(fc.oneof(wildBody, nested)), (content) => {
        const text = readable(content, textsIn(content), regions)
        expect(outline(read(text).sections)).toEqual(outline(content.sections))
        const exact = unlessUnwritable(() => write(content, regions))
        if (exact !== null) expect(text).toBe(exact)
      }),
      { numRuns: 150 },
    )
  })
})

/** Nested deeper than Markdown is read. */
const nested = fc.constantFrom(`${'- '.repeat(120)}a`, `a\n\n${'> '.repeat(120)}b`)

function unlessUnwritable(written: () => string): string | null {
  try {
    return written()
  } catch (error) {
    if (error instanceof UnwritableError) return null
    throw error
  }
}

describe('text written as Markdown', () => {
  it('shows as it is', () => {
    const line = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), (lines) => {
        const shown = plainText(parseMarkdown(lines.join('\n')).tokens)
        const trimmed = shown
          .split('\n')
          .map((text) => text.trim())
          .join('\n')
        fc.pre(shown.trim() !== '')
        const again = plainText(parseMarkdown(textAsMarkdown(lines.join('\n'))).tokens)
        expect(again).toBe(trimmed.replaceAll(/\n{3,}/g, '\n\n').trim())
      }),
      // The second line could be the one below the head of a table.
      { numRuns: 500, examples: [[['!|!', ':-']]] },
    )
  })
})
