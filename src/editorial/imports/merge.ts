import type { Content, ContentReference, ContentSection } from '../../atlas/content.ts'
import type { ProfileDocument } from '../../atlas/document/document.ts'
import { newId } from '../../atlas/identity.ts'
import type { CommunityKind } from '../../atlas/vocabularies/community-kinds.ts'
import { sectionKinds } from '../../atlas/vocabularies/section-kinds.ts'

/** The locale of a document's texts: the stated one, else that of the community it is about. */
export const localeOf = (document: ProfileDocument, existing: Content | null): string =>
  document.locale ?? existing?.defaultLocale ?? 'en'

/**
 * What a community is after a document about it was imported, not yet checked against the rules that span fields.
 * What the document's form cannot express stays as it is; ids stay with what they name.
 */
export function mergeProfile(
  existing: Content | null,
  document: ProfileDocument,
  kind: CommunityKind | null,
): unknown {
  const { form: _form, locale: _locale, kind: statedKind, slug, ...said } = document
  return {
    ...existing,
    ...withoutUndefined(said),
    slug: existing?.slug ?? slug,
    kind: statedKind ?? kind ?? existing?.kind,
    defaultLocale: localeOf(document, existing),
    sections: mergeSections(existing?.sections ?? [], document),
    crossReferences: mergeReferences(existing?.crossReferences ?? [], document.crossReferences),
  }
}

const withoutUndefined = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

type DocumentSection = ProfileDocument['sections'][number]

function counterpartOf(
  sections: ContentSection[],
  wanted: DocumentSection,
): ContentSection | undefined {
  return (
    sections.find(({ slug, kind }) => slug === wanted.slug && kind === wanted.kind) ??
    sections.find(({ kind }) => kind === wanted.kind && kind !== 'other')
  )
}

function mergeSections(existing: ContentSection[], document: ProfileDocument): ContentSection[] {
  const plain = document.form === 'plain'
  const sections = document.sections.map((section): ContentSection => {
    const { slug, kind, heading, body, images } = section
    const current = counterpartOf(existing, section)
    if (!current) {
      return { id: newId(), slug, kind, heading, body, images: images ?? [], translations: {} }
    }
    // The plain form has one heading a kind and no slugs, so it says nothing of those that were chosen.
    const named = plain && heading === sectionKinds[kind].label ? current : { slug, heading }
    return {
      ...current,
      slug: plain ? current.slug : slug,
      heading: named.heading,
      body,
      images: images ?? current.images,
    }
  })
  // Chapters of no known kind are seldom written in it: those that are not stay, behind the others.
  const spoken = new Set(sections.map(({ id }) => id))
  const unspoken = plain
    ? existing.filter(({ id, kind }) => kind === 'other' && !spoken.has(id))
    : []
  return [...sections, ...unspoken]
}

function mergeReferences(
  existing: ContentReference[],
  stated: Omit<ContentReference, 'id'>[] | undefined,
): ContentReference[] {
  if (!stated) return existing
  const keyOf = ({ relation, target }: Omit<ContentReference, 'id'>) =>
    JSON.stringify([relation, 'url' in target ? target.url : target])
  const ids = new Map(existing.map((reference) => [keyOf(reference), reference.id]))
  return stated.map((reference) => ({ id: ids.get(keyOf(reference)) ?? newId(), ...reference }))
}

/** Sections of a translation that the community does not have, by their line in the document. */
export function strayTranslations(existing: Content, document: ProfileDocument): DocumentSection[] {
  return document.sections.filter((section) => !counterpartOf(existing.sections, section))
}

/** The community with its texts in one further language replaced. */
export function mergeTranslation(
  existing: Content,
  document: ProfileDocument,
  locale: string,
): unknown {
  const { title, tagline } = document
  const bodies = new Map(
    document.sections.map((section) => [counterpartOf(existing.sections, section)?.id, section]),
  )
  const sections = existing.sections.map((section) => {
    const { [locale]: _former, ...others } = section.translations
    const text = bodies.get(section.id)
    if (!text) return { ...section, translations: others }
    const { heading, body } = text
    return { ...section, translations: { ...others, [locale]: { heading, body } } }
  })
  return {
    ...existing,
    sections,
    translations: { ...existing.translations, [locale]: { title, tagline } },
  }
}
