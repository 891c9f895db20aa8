import { z } from 'zod'
import { checkContent } from './content-rules.ts'
import { limits } from './limits.ts'
import { Locale } from './locale.ts'
import { SectionSlug, Slug } from './slug.ts'
import { communityKindValues } from './vocabularies/community-kinds.ts'
import { regionRoleValues } from './vocabularies/region-roles.ts'
import { relationValues } from './vocabularies/relations.ts'
import { sectionKindValues } from './vocabularies/section-kinds.ts'

const encoder = new TextEncoder()

/** Postgres stores neither NUL nor half of a surrogate pair. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')
const unstorable = {
  error: 'contains a NUL character or half of a surrogate pair',
  params: { code: 'unstorable-character' },
}

/** A unit of UTF-16 has three bytes in UTF-8 at most, so that only long texts have to be written to be counted. */
const hasUpTo = (bytes: number, text: string): boolean =>
  text.length * 3 <= bytes || encoder.encode(text).length <= bytes

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null

/** A text that is not empty, in any number of lines. */
export const text = (characters: number) =>
  z.string().min(1).max(characters).refine(isStorable, unstorable)

const line = (characters: number) =>
  text(characters)
    .refine((given) => given === given.trim(), {
      error: 'has blanks at its ends',
      params: { code: 'blank-ends' },
    })
    .refine((given) => !/[\n\r]/.test(given), {
      error: 'must be one line',
      params: { code: 'not-one-line' },
    })

const Url = z
  .url({ protocol: /^https?$/ })
  .max(limits.urlCharacters)
  .refine((url) => !/[\s\p{Cc}]/u.test(url), {
    error: 'contains a blank or a control character',
    params: { code: 'blank-in-url' },
  })
  .refine(isStorable, unstorable)

const Markdown = z
  .string()
  .refine((body) => hasUpTo(limits.bodyBytes, body), {
    error: `longer than ${limits.bodyBytes} bytes`,
    params: { code: 'too-big' },
  })
  .refine(isStorable, unstorable)

/** A picture by its address. `alt` describes it to those who cannot see it. */
export const Image = z
  .strictObject({
    url: Url,
    alt: line(500),
    width: z.int().positive().nullable().default(null),
    height: z.int().positive().nullable().default(null),
    credit: line(300).nullable().default(null),
    license: line(200).nullable().default(null),
  })
  .meta({ id: 'Image' })

const Images = z.array(Image).max(limits.images).default([])

/** Where a cross-reference leads: a community, one of its sections, or a URI outside the atlas. */
export const ReferenceTarget = z.union([
  z.strictObject({ community: text(limits.slugCharacters) }),
  z.strictObject({ community: text(limits.slugCharacters), section: text(limits.slugCharacters) }),
  z.strictObject({ url: Url, label: line(limits.titleCharacters).nullable().default(null) }),
])
export type ReferenceTarget = z.infer<typeof ReferenceTarget>

export const ContentSection = z.strictObject({
  id: z.uuid(),
  slug: SectionSlug,
  kind: z.enum(sectionKindValues),
  heading: line(limits.headingCharacters),
  body: Markdown,
  images: Images,
  translations: z
    .record(Locale, z.strictObject({ heading: line(limits.headingCharacters), body: Markdown }))
    .default({}),
})
export type ContentSection = z.infer<typeof ContentSection>

/** The bodies of a section: its own, then those in other languages. */
export const bodiesOf = ({
  body,
  translations,
}: Pick<ContentSection, 'body' | 'translations'>): string[] => [
  body,
  ...Object.values(translations).map((text) => text.body),
]

export const ContentReference = z.strictObject({
  id: z.uuid(),
  relation: z.enum(relationValues),
  target: ReferenceTarget,
  /** Slug of the section of this community that bears the reference out. */
  section: z.string().refine(isStorable, unstorable).nullable().default(null),
  quote: text(limits.quoteCharacters).nullable().default(null),
  note: text(limits.noteCharacters).nullable().default(null),
})
export type ContentReference = z.infer<typeof ContentReference>

/** The sections of a community, each as this schema has it. */
export const sectionsOf = <Section extends z.ZodType>(section: Section) =>
  z.array(section).max(limits.sections)

/** The cross-references that a community states, each as this schema has it. */
export const referencesOf = <Reference extends z.ZodType>(reference: Reference) =>
  z.array(reference).max(limits.crossReferences)

/**
 * The whole content of a community in one document, as a revision keeps it: texts flat in the default locale with
 * the other languages beside them. Regions are named by slug; a slug once used never goes to another region.
 */
export const Content = z
  .strictObject({
    slug: Slug,
    kind: z.enum(communityKindValues).default('microculture'),
    defaultLocale: Locale.default('en'),
    title: line(limits.titleCharacters),
    tagline: line(limits.taglineCharacters).nullable().default(null),
    aliases: z.array(line(limits.titleCharacters)).max(limits.aliases).default([]),
    tags: z.array(Slug).max(limits.tags).default([]),
    images: Images,
    regions: z
      .array(z.strictObject({ region: Slug, role: z.enum(regionRoleValues) }))
      .max(limits.regions)
      .default([]),
    sections: sectionsOf(ContentSection).default([]),
    crossReferences: referencesOf(ContentReference).default([]),
    translations: z
      .record(
        Locale,
        z.strictObject({
          title: line(limits.titleCharacters),
          tagline: line(limits.taglineCharacters).nullable().default(null),
        }),
      )
      .default({}),
    canonicalUrl: Url.nullable().default(null),
    license: line(200).nullable().default(null),
    creditText: line(300).nullable().default(null),
  })
  .superRefine(checkContent, { when: ({ value }) => isRecord(value) })
export type Content = z.infer<typeof Content>
