import { describe, expect, it } from 'vitest'
import type { Content } from '../../../src/atlas/content.ts'
import { writeMarkdownDocument } from '../../../src/atlas/document/markdown-writer.ts'
import { writePlainDocument } from '../../../src/atlas/document/plain-writer.ts'
import { UnwritableError } from '../../../src/atlas/document/unwritable.ts'
import { contentOf } from './contents.ts'
import { kite, kiteMarkdown } from './fixture.ts'
import { faults, read, regions } from './region-names.ts'

const content = contentOf(read(kiteMarkdown))
const translated: Content = {
  ...content,
  translations: { es: { title: 'Cometas', tagline: null } },
  sections: content.sections.map((section, index) =>
    index === 1
      ? section
      : { ...section, translations: { es: { heading: `Parte ${index}`, body: 'Viento.' } } },
  ),
}
const withBody = (body: string): Content => ({
  ...content,
  sections: content.sections.map((section, index) =>
    index === 1 ? { ...section, body } : section,
  ),
})

describe('writing documents', () => {
  it('gives a plain document back as it was', () => {
    expect(writePlainDocument(contentOf(read(kite)), regions)).toBe(kite)
  })

  it('writes in the plain form what is not usual: roles, slugs and kinds of headings, another slug and locale', () => {
    const text = writePlainDocument(
      { ...content, slug: 'kites', defaultLocale: 'ja', canonicalUrl: 'https://a.test/k' },
      regions,
    )
    expect(text.split('\n\n')).toEqual(
      expect.arrayContaining([
        'Slug: kites\nLocale: ja\nRegion: Japan (origin), United States, Global',
        'Songs {music_arts #songs}',
        'Knots and Lines {other}',
        'View on The Culture Atlas: https://a.test/k',
      ]),
    )
  })

  it('names regions in the plain form only where the name leads back to the same region', () => {
    const places = ['georgia-us', 'georgia', 'caribbean-netherlands'].map((region) => ({
      region,
      role: 'origin' as const,
    }))
    expect(writePlainDocument({ ...content, regions: places }, regions)).toContain(
      'Region: georgia-us (origin), Georgia (origin), Bonaire, Sint Eustatius, and Saba (origin)\n',
    )
  })

  it('writes of a translation only what is translated, such that it is read as a translation', () => {
    expect(writeMarkdownDocument(translated, regions, 'es')).toBe(
      '---\nslug: kite-flyers-friends\nlocale: es\n---\n\n# Cometas\n\n## Parte 0 {overview}\n\nViento.\n\n' +
        '## Parte 2 {other #knots-and-lines}\n\nViento.\n',
    )
    expect(writePlainDocument(translated, regions, 'es')).toBe(
      'Cometas\n\nSlug: kite-flyers-friends\nLocale: es\n\nParte 0 {overview}\n\nViento.\n\n' +
        'Parte 2 {other #knots-and-lines}\n\nViento.\n\nView on The Culture Atlas',
    )
  })

  it.each([writeMarkdownDocument, writePlainDocument])(
    'refuses a language that the community has not (%o)',
    (write) => {
      expect(() => write(content, regions, 'fr')).toThrow(UnwritableError)
    },
  )

  it.each([writeMarkdownDocument, writePlainDocument])(
    'writes a section without text as its heading, which is not read as anything else (%o)',
    (write) => {
      expect(faults(write(withBody(' \n'), regions))).toEqual([
        expect.stringContaining('the section “Songs” has no text'),
      ])
    },
  )

  it.each([
    ['# a\n\n## History\n\nb', '# a\n\n## History\n\nb'],
    [' ## a\n\n- b\n ## c', '## a\n\n- b\n## c'],
    ['  ## History\n   # c', '  ## History\n   # c'],
    ['a\n\n```\nb', 'a\n\n```\nb\n```'],
    ['- a\n## b\n\n~~~~\n # c\n~~~', '- a\n## b\n\n~~~~\n # c\n~~~\n~~~~'],
  ])('writes %j in Markdown such that it stays one section, and reads %j', (body, again) => {
    expect(read(writeMarkdownDocument(withBody(body), regions)).sections[1]?.body).toBe(again)
  })

  it('refuses Markdown that would swallow the sections below it', () => {
    expect(() => writeMarkdownDocument(withBody(`${'- '.repeat(120)}a`), regions)).toThrow(
      UnwritableError,
    )
  })

  it('writes hard line breaks in the plain form without blanks at ends of lines', () => {
    expect(read(writePlainDocument(withBody('a  \nb'), regions)).sections[1]?.body).toBe('a\\\nb')
  })

  it.each(['```\na\n\n\nb\n```', '    a\n\n\n    b', '```\na  \n```'])(
    'refuses %j in the plain form, which keeps no such blanks',
    (body) => {
      expect(() => writePlainDocument(withBody(body), regions)).toThrow(UnwritableError)
    },
  )

  it('refuses a heading in the plain form that its own escape would turn into text', () => {
    const [first] = content.sections
    const sections = first ? [{ ...first, heading: '\\Overview' }] : []
    expect(() => writePlainDocument({ ...content, sections }, regions)).toThrow(UnwritableError)
  })

  it.each([writeMarkdownDocument, writePlainDocument])(
    'refuses a region that nobody knows (%o)',
    (write) => {
      const lost = { ...content, regions: [{ region: 'atlantis', role: 'origin' as const }] }
      expect(() => write(lost, regions)).toThrow(UnwritableError)
    },
  )
})
