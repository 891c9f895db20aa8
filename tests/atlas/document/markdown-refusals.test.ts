import { describe, expect, it } from 'vitest'
import { translation } from './fixture.ts'
import { faults } from './region-names.ts'

const withFrontMatter = (yaml: string) => `---\n${yaml}\n---\n# Kites\n`

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
      '17: crossReferences.target: “source” needs a url as its target',
      '18: crossReferences.section: there is no section “histry”',
      '20: crossReferences.target.url: invalid URL',
      '22: images.url: is missing',
      '23: images: there is no section “knots”',
      '24: aliases: must be of the type string; put it in quotes',
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

  it.each(
    [
      ['---\nslug: kites\n', '1: the front matter is not closed by a line “---”'],
      [
        '---\nslug: kites\n---\n\n## History\n\nOne.',
        '5: there is no title: a line “# Title” before all others',
      ],
      ['---\nslug: kites\n---', '3: there is no title: a line “# Title” before all others'],
      [withFrontMatter('kind: scene'), '1: the front matter has no “slug”'],
      [
        withFrontMatter('slug: kites\nlocale: x_y'),
        '3: locale: not a canonical BCP 47 language tag',
      ],
      [withFrontMatter('- kites'), '2: the front matter must be lines of “key: value”'],
      [
        withFrontMatter('slug: &a kites\nlicense: *a'),
        '3: front matter: references (*name) are not understood here',
      ],
      [withFrontMatter('slug: kites\nslug: other'), '3: front matter: Map keys must be unique'],
      [withFrontMatter('slug: kites\n__proto__: { kind: scene }'), '3: unknown key “__proto__”.'],
      [withFrontMatter('slug: !kite a'), '2: front matter: Unresolved tag: !kite'],
      [
        withFrontMatter(`slug: kites
tags: ${'['.repeat(9000)}${']'.repeat(9000)}`),
        '3: front matter: nested too deep',
      ],
      [translation.replace('Viento.', `${'- '.repeat(120)}x`), '9: nested too deep to be read'],
      [
        translation.replace('Panorama {overview}', '--- {other}'),
        '7: no slug can be made of “---”: add one, as in “{other #my-slug}”',
      ],
    ].map(([text = '', fault]) => ({ text, fault })),
  )('is told “$fault”', ({ text, fault }) => {
    expect(faults(text)).toContain(fault)
  })
})
