import { z } from 'zod'
import { ContentReference, Image } from '../content.ts'
import { communityKindValues } from '../vocabularies/community-kinds.ts'
import { regionKindValues } from '../vocabularies/region-kinds.ts'
import { regionRoleValues } from '../vocabularies/region-roles.ts'
import { relationValues } from '../vocabularies/relations.ts'
import { sectionKindValues } from '../vocabularies/section-kinds.ts'

/** A region of a community, with what identifies it elsewhere. */
const PublishedRegion = z.object({
  id: z.string(),
  slug: z.string(),
  /** In the reader's language. */
  name: z.string(),
  englishName: z.string(),
  /** Whether no other region shares the English name, so that it leads back to this one. */
  hasOwnName: z.boolean(),
  kind: z.enum(regionKindValues),
  role: z.enum(regionRoleValues),
  isoAlpha2: z.string().nullable(),
  isoAlpha3: z.string().nullable(),
  iso31662: z.string().nullable(),
  m49: z.string().nullable(),
  wikidataId: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
})
export type PublishedRegion = z.infer<typeof PublishedRegion>

/** A chapter in one language; its body is Markdown, HTML or plain text, as the form that is written needs it. */
const PublishedSection = z.object({
  id: z.string(),
  slug: z.string(),
  kind: z.enum(sectionKindValues),
  heading: z.string(),
  position: z.int(),
  locale: z.string(),
  body: z.string(),
  wordCount: z.int(),
  readingMinutes: z.int(),
  images: z.array(Image),
})
export type PublishedSection = z.infer<typeof PublishedSection>

const Named = z.object({ id: z.string(), slug: z.string(), title: z.string() })

/** How a published community is named by others. */
export type PublishedName = z.infer<typeof Named>

const ReferenceEnd = z.discriminatedUnion('type', [
  Named.extend({ type: z.literal('community') }),
  Named.extend({ type: z.literal('section'), community: Named }),
  z.object({ type: z.literal('external'), url: z.string(), label: z.string().nullable() }),
])
export type ReferenceEnd = z.infer<typeof ReferenceEnd>

/** A cross-reference as read from the end of the community. */
const PublishedReference = z.object({
  id: z.string(),
  relation: z.enum(relationValues),
  label: z.string(),
  section: z.string().nullable(),
  quote: z.string().nullable(),
  note: z.string().nullable(),
  target: ReferenceEnd,
})
export type PublishedReference = z.infer<typeof PublishedReference>

/** Everything public of a community, in one language where it has it, as the forms other than JSON are written from it. */
export const PublishedProfile = z.object({
  id: z.string(),
  slug: z.string(),
  kind: z.enum(communityKindValues),
  title: z.string(),
  tagline: z.string().nullable(),
  aliases: z.array(z.string()),
  tags: z.array(z.string()),
  images: z.array(Image),
  locale: z.string(),
  defaultLocale: z.string(),
  regions: z.array(PublishedRegion),
  sections: z.array(PublishedSection),
  /** What the community itself says of others, as its author wrote it. */
  statements: z.array(ContentReference.omit({ id: true })).default([]),
  /** What there is between it and others, whoever says it. */
  crossReferences: z.array(PublishedReference).default([]),
  crossReferencesNext: z.string().optional(),
  canonicalUrl: z.string().nullable(),
  license: z.string().nullable(),
  creditText: z.string().nullable(),
  wordCount: z.int(),
  revision: z.int(),
  publishedAt: z.string(),
  updatedAt: z.string(),
})
export type PublishedProfile = z.infer<typeof PublishedProfile>

/** A chapter on its own, with the community that it is of. */
export const SoleSection = PublishedSection.extend({ community: Named })
export type SoleSection = z.infer<typeof SoleSection>
