import fc from 'fast-check'
import { Content } from '../../../src/atlas/content.ts'
import type { ProfileDocument } from '../../../src/atlas/document/document.ts'
import { sectionKindValues } from '../../../src/atlas/vocabularies/section-kinds.ts'
import { line, piece } from './texts.ts'

const idOf = (index: number) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`

/** The content that a document gives where there was none before. */
export function contentOf(document: ProfileDocument): Content {
  const { form: _form, locale, kind, sections, crossReferences, ...fields } = document
  return Content.parse({
    ...fields,
    kind: kind ?? undefined,
    defaultLocale: locale ?? undefined,
    sections: sections.map(({ line: _line, ...section }, index) => ({
      ...section,
      id: idOf(index),
    })),
    crossReferences: crossReferences?.map((reference, index) => ({
      ...reference,
      id: idOf(index),
    })),
  })
}

const slug = fc
  .stringMatching(/^[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4})?$/)
  .filter((text) => text !== 'order')
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const url = fc.webUrl({ withFragments: true, withQueryParameters: true })

const image = fc.record({
  url,
  alt: line,
  width: orNull(fc.integer({ min: 1, max: 9000 })),
  height: fc.constant(null),
  credit: orNull(line),
  license: orNull(line),
})

const target = fc.oneof(
  fc.record({
    relation: fc.constantFrom('see_also', 'part_of'),
    target: fc.record({ community: slug }),
  }),
  fc.record({
    relation: fc.constant('mentions'),
    target: fc.record({ community: slug, section: slug }),
  }),
  fc.record({
    relation: fc.constantFrom('source', 'same_as'),
    target: fc.record({ url, label: orNull(line) }),
  }),
)
const quote = orNull(
  fc
    .tuple(piece, piece)
    .map((lines) => lines.join('\n'))
    .filter((text) => text !== ''),
)
const reference = fc
  .record({ stated: target, quote, note: quote, section: fc.constant(null) })
  .map(({ stated, ...rest }) => ({ ...stated, ...rest }))

const sectionsOf = (body: fc.Arbitrary<string>) => {
  const section = fc.record({
    kind: fc.constantFrom(...sectionKindValues),
    heading: fc.oneof(
      line.filter((text) => !text.startsWith('\\')),
      fc.constantFrom('Overview', 'HISTORY', 'Music and Arts', 'Beliefs & Values'),
    ),
    slug,
    body: body.filter((text) => text.trim() !== ''),
    images: fc.array(image, { maxLength: 1 }),
  })
  return fc
    .uniqueArray(section, {
      maxLength: 5,
      selector: ({ kind, slug: own }) => (kind === 'other' ? own : kind),
    })
    .map((sections) =>
      sections.filter(
        ({ slug: own }, index) => sections.findIndex((s) => s.slug === own) === index,
      ),
    )
}

const regionAndRole = fc.oneof(
  fc.record({
    region: fc.constantFrom(
      'japan',
      'georgia',
      'georgia-us',
      'myanmar',
      'bonaire',
      'caribbean-netherlands',
      'hong-kong',
      'china',
      'old-place',
    ),
    role: fc.constantFrom('origin', 'primary', 'present'),
  }),
  fc.record({ region: fc.constantFrom('global', 'online'), role: fc.constant('scope') }),
)

/** Valid contents whose bodies are drawn from the ones given. */
export const contents = (body: fc.Arbitrary<string>): fc.Arbitrary<Content> =>
  fc
    .record({
      slug: fc.constant('the-community'),
      kind: fc.constantFrom('scene', 'fandom'),
      defaultLocale: fc.constantFrom('en', 'ja', 'pt-BR'),
      title: line,
      tagline: orNull(line),
      aliases: fc.uniqueArray(line, { maxLength: 3 }),
      tags: fc.uniqueArray(slug, { maxLength: 3 }),
      images: fc.array(image, { maxLength: 2 }),
      regions: fc.uniqueArray(regionAndRole, {
        maxLength: 5,
        selector: ({ region, role }) => region + role,
      }),
      sections: sectionsOf(body),
      crossReferences: fc.uniqueArray(reference, {
        maxLength: 3,
        selector: ({ target: to }) => JSON.stringify(to),
      }),
      canonicalUrl: orNull(url),
      license: orNull(line),
      creditText: orNull(line),
    })
    .map(({ sections, crossReferences, ...fields }) => ({
      ...fields,
      sections: sections.map((section, index) => ({ ...section, id: idOf(index) })),
      crossReferences: crossReferences.map((stated, index) => ({ ...stated, id: idOf(index) })),
    }))
    .map((content) => Content.parse(content))
