import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Content } from '../../../src/atlas/content.ts'
import type { ProfileDocument } from '../../../src/atlas/document/document.ts'
import { writeMarkdownDocument } from '../../../src/atlas/document/markdown-writer.ts'
import { writePlainDocument } from '../../../src/atlas/document/plain-writer.ts'
import { UnwritableError } from '../../../src/atlas/document/unwritable.ts'
import { showsTheSame } from '../../../src/atlas/markdown/parser.ts'
import { contentOf, contents } from './contents.ts'
import { read, regions } from './region-names.ts'
import { plainBody, wildBody } from './texts.ts'

const withoutLines = ({ sections, ...document }: ProfileDocument) => ({
  ...document,
  sections: sections.map(({ line: _line, ...section }) => section),
})

/** What each form can say of a content. */
function inMarkdown(content: Content) {
  const { defaultLocale, translations: _none, sections, crossReferences, ...fields } = content
  return {
    ...fields,
    form: 'markdown',
    locale: defaultLocale,
    sections: sections.map(({ id: _id, translations: _texts, ...section }) => section),
    crossReferences: crossReferences.map(({ id: _id, ...reference }) => reference),
  }
}

function inPlain({
  slug,
  defaultLocale,
  title,
  tagline,
  regions: places,
  sections,
  canonicalUrl,
}: Content) {
  return {
    form: 'plain',
    slug,
    locale: defaultLocale === 'en' ? null : defaultLocale,
    kind: null,
    title,
    tagline,
    ...(places.length > 0 ? { regions: places } : {}),
    ...(canonicalUrl === null ? {} : { canonicalUrl }),
    sections: sections.map(({ kind, heading, slug: own, body }) => ({
      kind,
      heading,
      slug: own,
      body,
    })),
  }
}

const forms = [
  { name: 'Markdown', write: writeMarkdownDocument, said: inMarkdown },
  { name: 'plain', write: writePlainDocument, said: inPlain },
]

describe.each(forms)('the $name form', ({ write, said }) => {
  it('gives back every content whose bodies are paragraphs, letter by letter', () => {
    fc.assert(
      fc.property(contents(plainBody), (content) => {
        expect(withoutLines(read(write(content, regions)))).toEqual(said(content))
      }),
      { numRuns: 150 },
    )
  })

  it('gives back bodies of any lines such that they show the same, or refuses to write them', () => {
    fc.assert(
      fc.property(contents(wildBody), (content) => {
        expectSameBodies(
          unlessUnwritable(() => read(write(content, regions))),
          content,
        )
      }),
      { numRuns: 75 },
    )
  })

  it('gives the same document again when one that was read is written and read', () => {
    fc.assert(
      fc.property(contents(wildBody), (content) => {
        const document = unlessUnwritable(() => read(write(content, regions)))
        const again = read(write(contentOf(document), regions))
        expect(withoutLines(again)).toEqual(withoutLines(document))
      }),
      { numRuns: 75 },
    )
  })
})

/** A refused document does not count as a run, so that every run tests one that was written. */
function unlessUnwritable<T>(written: () => T): T {
  try {
    return written()
  } catch (error) {
    if (!(error instanceof UnwritableError)) throw error
    fc.pre(false)
    throw error
  }
}

function expectSameBodies(document: ProfileDocument, { sections }: Content) {
  expect(document.sections).toHaveLength(sections.length)
  for (const [index, { body }] of sections.entries()) {
    const again = document.sections[index]?.body ?? ''
    if (!showsTheSame(again, body)) expect(again).toBe(body)
  }
}
