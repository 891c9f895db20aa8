/** A document in the plain form. */
export const kite = `Kite Flyers & Friends

Region: Japan, United States, Global

People who build, fly and repair kites — and talk about wind

Overview

Kites are flown on beaches
and on hills.

A second paragraph, with “quotes”.

Music & Arts

Songs about the wind.

View on The Culture Atlas`

/** The same community in the Markdown form, with more said of it. */
export const kiteMarkdown = `---
slug: kite-flyers-friends
kind: scene
locale: en
regions:
  - region: JP
    role: origin
  - 840
  - global
tags: [wind, paper]
aliases: [Kiters]
images:
  - url: https://a.test/kite.jpg
    alt: A kite
  - { url: 'https://a.test/song.jpg', alt: A song sheet, section: songs, width: 300 }
crossReferences:
  - relation: see_also
    target: { community: sailors }
    section: overview
    quote: on hills
  - relation: source
    target: { url: https://b.test/ }
license: CC-BY-4.0
---

# Kite Flyers & Friends

People who build, fly and repair kites — and talk about wind

## Overview

Kites are flown on beaches
and on hills.

### When

\`\`\`
# not a title
## not a section
\`\`\`

## Songs {music_arts #songs}

Songs about the wind.

## Knots and Lines {other}

Bowlines.
`

/** A translation of another community. */
export const translation =
  '---\nslug: kites\nlocale: es\n---\n# Cometas\n\n## Panorama {overview}\n\nViento.\n'
