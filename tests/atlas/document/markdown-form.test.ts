import { describe, expect, it } from 'vitest'
import { kiteMarkdown, translation } from './fixture.ts'
import { read, warnings } from './region-names.ts'

const withFrontMatter = (yaml: string) => `---\n${yaml}\n---\n# Kites\n`

describe('the Markdown form', () => {
  it('reads everything that a profile has', () => {
    expect(read(kiteMarkdown)).toEqual({
      form: 'markdown',
      slug: 'kite-flyers-friends',
      locale: 'en',
      kind: 'scene',
      title: 'Kite Flyers & Friends',
      tagline: 'People who build, fly and repair kites — and talk about wind',
      regions: [
        { region: 'japan', role: 'origin' },
        { region: 'united-states', role: 'present' },
        { region: 'global', role: 'scope' },
      ],
      tags: ['wind', 'paper'],
      aliases: ['Kiters'],
      images: [image('https://a.test/kite.jpg', 'A kite')],
      crossReferences: [
        {
          relation: 'see_also',
          target: { community: 'sailors' },
          section: 'overview',
          quote: 'on hills',
          note: null,
        },
        {
          relation: 'source',
          target: { url: 'https://b.test/', label: null },
          section: null,
          quote: null,
          note: null,
        },
      ],
      canonicalUrl: null,
      license: 'CC-BY-4.0',
      creditText: null,
      sections: [
        {
          slug: 'overview',
          kind: 'overview',
          heading: 'Overview',
          line: 30,
          body: 'Kites are flown on beaches\nand on hills.\n\n### When\n\n```\n# not a title\n## not a section\n```',
          images: [],
        },
        {
          slug: 'songs',
          kind: 'music_arts',
          heading: 'Songs',
          line: 42,
          body: 'Songs about the wind.',
          images: [{ ...image('https://a.test/song.jpg', 'A song sheet'), width: 300 }],
        },
        {
          slug: 'knots-and-lines',
          kind: 'other',
          heading: 'Knots and Lines',
          line: 46,
          body: 'Bowlines.',
          images: [],
        },
      ],
    })
    expect(warnings(kiteMarkdown)).toEqual([])
  })

  it('reads the same with CRLF, a byte order mark and no newline at the end', () => {
    const changed = `\ufeff${kiteMarkdown.trimEnd().replaceAll('\n', '\r\n')}`
    expect(read(changed)).toEqual(read(kiteMarkdown))
  })

  it('takes what the front matter of a whole document leaves out for empty', () => {
    expect(read(withFrontMatter('slug: kites\nkind: scene\ntags:'))).toEqual({
      form: 'markdown',
      slug: 'kites',
      locale: null,
      kind: 'scene',
      title: 'Kites',
      tagline: null,
      sections: [],
      ...{ regions: [], aliases: [], tags: [], images: [], crossReferences: [] },
      ...{ canonicalUrl: null, license: null, creditText: null },
    })
  })

  it('says nothing but texts where the front matter holds only slug and locale', () => {
    const { sections, ...document } = read(translation)
    expect(document).toEqual({
      ...{
        form: 'markdown',
        slug: 'kites',
        locale: 'es',
        kind: null,
        title: 'Cometas',
        tagline: null,
      },
    })
    expect(sections).toEqual([
      { slug: 'overview', kind: 'overview', heading: 'Panorama', body: 'Viento.', line: 7 },
    ])
  })

  it('keeps blanks and blank lines inside of a body and drops blank lines around it', () => {
    const body = '    code\n\n\n    more  \nhard  \nbreak'
    expect(read(translation.replace('Viento.', `\n \n${body}\n\t\n`)).sections[0]?.body).toBe(body)
  })

  it.each([
    '  ## Historia',
    '> ## Historia',
    '- a\n\n  ## Historia',
    '~~~\n## Historia\n~~~',
    '##Historia',
    'Historia\n---',
  ])('leaves %j to the body', (body) => {
    expect(read(translation.replace('Viento.', body)).sections[0]?.body).toBe(body)
  })

  it('puts a tagline of several lines on one and takes a backslash before it away', () => {
    expect(read(translation.replace('\n## P', '\n\\# one\n  two\n\n## P')).tagline).toBe(
      '# one two',
    )
  })
})

const image = (url: string, alt: string) => ({
  url,
  alt,
  width: null,
  height: null,
  credit: null,
  license: null,
})
