import { z } from 'zod'
import { Content, ContentReference, Image } from '../content.ts'
import { limits } from '../limits.ts'
import { canonicalLocale, Locale } from '../locale.ts'
import { regionRoleValues } from '../vocabularies/region-roles.ts'

const { shape } = Content

/** `tags:` with nothing behind it is an empty list. */
const listOf = <T extends z.ZodType>(item: T, most: number) =>
  z.preprocess((value) => value ?? [], z.array(item).max(most)).optional()

/** YAML reads an unquoted M49 code as a number, without its leading zeros. */
const Reference = z.preprocess(
  (value) => (typeof value === 'number' ? String(value).padStart(3, '0') : value),
  z.string().trim().min(1),
)

const RegionItem = z.preprocess(
  (value) => (typeof value === 'object' && value !== null ? value : { region: value }),
  z.strictObject({ region: Reference, role: z.enum(regionRoleValues).nullable().default(null) }),
)

const ImageItem = Image.extend({
  /** Slug of the section that the image belongs to; without one it is the community's. */
  section: z.string().nullable().default(null),
})

const canonical = (value: unknown) =>
  typeof value === 'string' ? (canonicalLocale(value) ?? value) : value

/** What may stand in the front matter of a profile document. */
export const FrontMatter = z.strictObject({
  slug: shape.slug.optional(),
  kind: shape.kind.unwrap().optional(),
  locale: z.preprocess(canonical, Locale).optional(),
  regions: listOf(RegionItem, limits.regions),
  tags: listOf(shape.tags.unwrap().element, limits.tags),
  aliases: listOf(shape.aliases.unwrap().element, limits.aliases),
  images: listOf(ImageItem, limits.images * (limits.sections + 1)),
  crossReferences: listOf(ContentReference.omit({ id: true }), limits.crossReferences),
  license: shape.license.unwrap().optional(),
  creditText: shape.creditText.unwrap().optional(),
  canonicalUrl: shape.canonicalUrl.unwrap().optional(),
})
export type FrontMatter = z.infer<typeof FrontMatter>

export const frontMatterKeys = Object.keys(FrontMatter.shape)
