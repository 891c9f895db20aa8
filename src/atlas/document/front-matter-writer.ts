import { Document, isMap, isScalar, isSeq, visit } from 'yaml'
import type { RegionNames } from './document.ts'
import { UnwritableError } from './unwritable.ts'
import type { DocumentFields } from './writable.ts'

/** The front matter of a whole document; what is empty is left out. Regions stand by slug, which is never ambiguous. */
export function writeFrontMatter(content: DocumentFields, regions: RegionNames): string {
  const { slug, kind, defaultLocale, tags, aliases, license, creditText, canonicalUrl } = content
  for (const { region } of content.regions) {
    if (regions.find(region)?.slug !== region)
      throw new UnwritableError(`unknown region “${region}”`)
  }
  const images = [
    ...content.images,
    ...content.sections.flatMap(({ slug: section, images }) =>
      images.map((image) => ({ ...image, section })),
    ),
  ]
  const fields = {
    slug,
    kind,
    locale: defaultLocale,
    regions: content.regions,
    tags,
    aliases,
    images: images.map(withoutNulls),
    crossReferences: content.crossReferences.map(({ relation, target, section, quote, note }) =>
      withoutNulls({ relation, target: withoutNulls(target), section, quote, note }),
    ),
    license,
    creditText,
    canonicalUrl,
  }
  return write(Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value))))
}

/** The front matter of a translation, which says nothing but whose texts follow, and in which language. */
export const writeTranslationFrontMatter = (slug: string, locale: string): string =>
  write({ slug, locale })

const isEmpty = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.length === 0)

const withoutNulls = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))

// Characters that YAML's other notations fold, normalize or take for line ends.
const needsDoubleQuotes = /[^\P{C}\n]|[\u0085\u2028\u2029]|\n[ \t]|^\s|\s$/u

function write(fields: object): string {
  const yaml = new Document(fields, { aliasDuplicateObjects: false })
  visit(yaml, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && needsDoubleQuotes.test(node.value)) {
        node.type = 'QUOTE_DOUBLE'
      }
    },
    Pair(_, { key, value }) {
      const name = isScalar(key) ? key.value : null
      if (isSeq(value) && (name === 'tags' || name === 'aliases')) value.flow = true
      if (isMap(value) && name === 'target') value.flow = true
    },
  })
  return yaml.toString({ lineWidth: 0, singleQuote: true })
}
