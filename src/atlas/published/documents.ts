import type { RegionNames } from '../document/document.ts'
import { readableMarkdown } from '../document/markdown-writer.ts'
import { readablePlainText } from '../document/plain-writer.ts'
import type { DocumentFields, Texts } from '../document/writable.ts'
import { regionNames } from '../region-names.ts'
import type { PublishedProfile, PublishedRegion } from './profile.ts'

/** A published profile as a document in the Markdown form. */
export const markdownOf = (profile: PublishedProfile): string =>
  readableMarkdown(fieldsOf(profile), textsOf(profile), namesOf(profile.regions))

/** A published profile as a document in the plain form. */
export const plainTextOf = (profile: PublishedProfile): string =>
  readablePlainText(fieldsOf(profile), textsOf(profile), namesOf(profile.regions))

const fieldsOf = (profile: PublishedProfile): DocumentFields => ({
  ...profile,
  regions: profile.regions.map(({ slug, role }) => ({ region: slug, role })),
  crossReferences: profile.statements,
})

/** A document is in one language: sections that stand in for untranslated ones would be imported as translations. */
function textsOf({ title, tagline, locale, defaultLocale, sections }: PublishedProfile): Texts {
  return {
    title,
    tagline,
    sections: sections.filter((section) => section.locale === locale),
    isOriginal: locale === defaultLocale,
    locale,
  }
}

/** Names where only they know which region is meant; slugs mean one region for good. */
const namesOf = (regions: PublishedRegion[]): RegionNames =>
  regionNames(
    regions.map(({ slug, kind, englishName, hasOwnName }) => ({
      slug,
      kind,
      name: hasOwnName ? englishName : slug,
      names: {},
      ...{ isoAlpha2: null, isoAlpha3: null, iso31662: null, m49: null },
    })),
  )
