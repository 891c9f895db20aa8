import { z } from 'zod'
import { Content, ContentReference, ContentSection, ReferenceTarget, text } from '../content.ts'
import { limits } from '../limits.ts'
import { Locale } from '../locale.ts'
import { regionRoleValues } from '../vocabularies/region-roles.ts'

const content = Content.shape
const section = ContentSection.shape
const reference = ContentReference.shape

/** An id of the document; ids are kept in lower case. */
const Id = z.uuid().toLowerCase()

/** Absent keeps, a value sets, null goes back to the default. */
const resettable = <T extends z.ZodType>(field: T) => z.nullable(field).optional()

const images = resettable(content.images.unwrap())

const CommunityTexts = z.strictObject({
  title: content.title.optional(),
  tagline: content.tagline.unwrap().optional(),
})

const SectionTexts = z.strictObject({
  heading: section.heading.optional(),
  body: section.body.optional(),
})

const sectionFields = {
  slug: section.slug.optional(),
  kind: section.kind.optional(),
  heading: resettable(section.heading),
  body: resettable(section.body),
  images,
  translations: resettable(z.record(Locale, SectionTexts.nullable())),
}

const referenceFields = {
  relation: reference.relation.optional(),
  /** A target is one value: it is replaced whole. */
  target: ReferenceTarget.optional(),
  section: reference.section.unwrap().optional(),
  quote: reference.quote.unwrap().optional(),
  note: reference.note.unwrap().optional(),
}

/** A merge patch (RFC 7396) of one section: absent keeps, null goes back to the default, a null locale is removed. */
export const SectionPatch = z.strictObject(sectionFields).meta({ id: 'SectionPatch' })
export type SectionPatch = z.infer<typeof SectionPatch>

/** A merge patch (RFC 7396) of one cross-reference. */
export const ReferencePatch = z.strictObject(referenceFields).meta({ id: 'CrossReferencePatch' })
export type ReferencePatch = z.infer<typeof ReferencePatch>

/** A section in the list of a community's patch: matched by `id`, else by `slug`; else it is a new one. */
export const SectionItem = z
  .strictObject({ id: Id.optional(), ...sectionFields })
  .meta({ id: 'SectionItem' })
export type SectionItem = z.infer<typeof SectionItem>

/** A cross-reference in the list of a community's patch: matched by `id`, else by relation and target; else new. */
export const ReferenceItem = z
  .strictObject({ id: Id.optional(), ...referenceFields })
  .meta({ id: 'CrossReferenceItem' })
export type ReferenceItem = z.infer<typeof ReferenceItem>

/** A whole section, as PUT takes it: what is absent has its default. */
export const SectionDraft = z
  .strictObject({
    slug: section.slug.optional(),
    kind: section.kind,
    heading: section.heading.optional(),
    body: section.body.optional(),
    images: section.images.unwrap().optional(),
    translations: section.translations.unwrap().optional(),
  })
  .meta({ id: 'SectionDraft' })
export type SectionDraft = z.infer<typeof SectionDraft>

/** A whole cross-reference, as it is added to a community. */
export const ReferenceDraft = ReferencePatch.extend({
  relation: reference.relation,
  target: ReferenceTarget,
}).meta({ id: 'CrossReferenceDraft' })
export type ReferenceDraft = z.infer<typeof ReferenceDraft>

/** A region by UUID, ISO or M49 code or slug, and what it is to the community. */
const RegionItem = z
  .strictObject({
    region: text(limits.slugCharacters),
    role: z.enum(regionRoleValues),
  })
  .meta({ id: 'RegionItem' })

/**
 * A merge patch (RFC 7396) of a community: absent keeps, a value sets, null goes back to the default. The lists
 * `sections` and `crossReferences` are the whole new list in its order; its items are merged with what they match.
 */
export const CommunityPatch = z
  .strictObject({
    slug: content.slug.optional(),
    kind: resettable(content.kind.unwrap()),
    defaultLocale: content.defaultLocale.unwrap().optional(),
    title: content.title.optional(),
    tagline: content.tagline.unwrap().optional(),
    aliases: resettable(content.aliases.unwrap()),
    tags: resettable(content.tags.unwrap()),
    images,
    regions: resettable(z.array(RegionItem).max(limits.regions)),
    sections: resettable(z.array(SectionItem).max(limits.sections)),
    crossReferences: resettable(z.array(ReferenceItem).max(limits.crossReferences)),
    translations: resettable(z.record(Locale, CommunityTexts.nullable())),
    canonicalUrl: content.canonicalUrl.unwrap().optional(),
    license: content.license.unwrap().optional(),
    creditText: content.creditText.unwrap().optional(),
  })
  .meta({ id: 'CommunityPatch' })
export type CommunityPatch = z.infer<typeof CommunityPatch>

/** A new community. Only the title is needed; the slug is made from it. */
export const CommunityDraft = CommunityPatch.extend({ title: content.title }).meta({
  id: 'CommunityDraft',
})
export type CommunityDraft = z.infer<typeof CommunityDraft>
