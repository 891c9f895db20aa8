import { describe, expect, it } from 'vitest'
import { kiteMarkdown } from './fixture.ts'
import { faults, read, warnings } from './region-names.ts'

const translation =
  '---\nslug: kites\nlocale: es\n---\n# Cometas\n\n## Panorama {overview}\n\nViento.\n'
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

describe('a Markdown document that is refused', () => {
  it('is told all that is wrong with it at once', () => {
    const text = `---
slug: Kites
kind: scen
licence: CC0
regions:
  - Atlantis
  - { region: JP, role: orgin }
  - region: US
    role: scope
tags: [wind, Bad Tag, wind]
crossReferences:
  - relation: seealso
    target: { community: sailors }
  - relation: source
    target: { comunity: sailors }
  - relation: source
    target: { community: sailors }
    section: histry
  - relation: same_as
    target: { url: ftp://a.test }
images:
  - alt: A kite
  - { url: https://a.test, alt: x, section: knots }
aliases: [1984]
canonicalUrl: a
title: Kites
---
Hello.

# Kites

One tagline.

Another.

## Histroy

## Our wind

## Overview {overveiw}

## Traditions

## History

One.

## The past {history}

Two.

# Again

\`\`\`
open`
    expect(faults(text)).toEqual([
      '2: slug: use lower-case letters, digits and single hyphens',
      '3: unknown kind “scen”. Did you mean “scene”?',
      '4: unknown key “licence”. Did you mean “license”?',
      '6: unknown region “Atlantis”',
      '7: unknown role “orgin”. Did you mean “origin”?',
      '8: the role “scope” does not fit “US”: only scopes take it',
      '10: tags: use lower-case letters, digits and single hyphens',
      '10: tags: “wind” is there twice',
      '12: unknown relation “seealso”. Did you mean “see_also”?',
      '15: crossReferences.target.community: is missing',
      '15: unknown key “comunity” in “crossReferences”',
      '16: crossReferences.section: there is no section “histry”',
      '17: crossReferences.target: “source” needs a url as its target',
      '20: crossReferences.target.url: invalid URL',
      '22: images.url: is missing',
      '23: images: there is no section “knots”',
      '24: aliases: must be a string; put it in quotes',
      '25: canonicalUrl: invalid URL',
      '26: the title does not stand in the front matter but in the text below it',
      '28: text before the title',
      '34: text that belongs to no section',
      '36: the heading “Histroy” names no section kind. Did you mean “History”?',
      '38: the heading “Our wind” names no section kind. Add the kind behind the heading, as in “Parties {rites_events}”.',
      '40: unknown section kind “overveiw”. Did you mean “overview”?',
      '42: the section “Traditions” has no text',
      '48: a second section of the kind “history”; the first is on line 44',
      '52: a second title: sections begin with “##”',
      '54: a code fence that is not closed',
    ])
  })

  it.each([
    ['---\nslug: kites\n', '1: the front matter is not closed by a line “---”'],
    [
      '---\nslug: kites\n---\n\n## History\n\nOne.',
      '5: there is no title: a line “# Title” before all others',
    ],
    ['---\nslug: kites\n---', '3: there is no title: a line “# Title” before all others'],
    [withFrontMatter('kind: scene'), '1: the front matter has no “slug”'],
    [withFrontMatter('slug: kites\nlocale: x_y'), '3: locale: not a canonical BCP 47 language tag'],
    [withFrontMatter('- kites'), '2: the front matter must be lines of “key: value”'],
    [
      withFrontMatter('slug: &a kites\nlicense: *a'),
      '3: front matter: references (*name) are not understood here',
    ],
    [withFrontMatter('slug: kites\nslug: other'), '3: front matter: Map keys must be unique'],
    [withFrontMatter('slug: kites\n__proto__: { kind: scene }'), '3: unknown key “__proto__”.'],
    [
      withFrontMatter('slug: !!binary aGk='),
      '2: front matter: Unresolved tag: tag:yaml.org,2002:binary',
    ],
    [
      withFrontMatter(`slug: kites\ntags: ${'['.repeat(20_000)}`),
      '1: the front matter cannot be read: it is nested too deep',
    ],
    [translation.replace('Viento.', `${'- '.repeat(120)}x`), '9: nested too deep to be read'],
    [
      translation.replace('Panorama {overview}', '--- {other}'),
      '7: no slug can be made of “---”: add one, as in “{other #my-slug}”',
    ],
  ])('%j', (text, fault) => {
    expect(faults(text)).toContain(fault)
  })
})
