import type { z } from 'zod'
import type { Image } from '../content.ts'
import { communityPage } from '../published/addresses.ts'
import type { PublishedSection, SoleSection } from '../published/profile.ts'
import { sectionKinds } from '../vocabularies/section-kinds.ts'
import { profileNode } from './references.ts'
import type { LinkedImage, LinkedPart, LinkedSection } from './schema.ts'
import { idOf, ownTerm } from './terms.ts'

/** Where linked data leads: the pages of the site, and the context that explains it. */
export interface LinkedAddresses {
  siteUrl: string
  contextUrl: string
}

/** A section in JSON-LD. Its body is plain text. */
export const linkedSection = (
  section: SoleSection,
  { siteUrl, contextUrl }: LinkedAddresses,
): LinkedSection => ({
  '@context': contextUrl,
  ...linkedPart(section, section.community.slug, siteUrl),
  isPartOf: profileNode(section.community, siteUrl),
})

/** A section inside the profile of the community with this slug. */
export function linkedPart(
  section: PublishedSection,
  community: string,
  siteUrl: string,
): LinkedPart {
  const { id, slug, kind, heading, position, locale, body, wordCount, readingMinutes } = section
  return {
    '@id': idOf(id),
    '@type': ['Article', 'WebPageElement'],
    headline: heading,
    slug,
    sectionKind: { '@id': ownTerm(`section-kind:${kind}`), name: sectionKinds[kind].label },
    position,
    inLanguage: locale,
    articleBody: body,
    wordCount,
    timeRequired: `PT${readingMinutes}M`,
    url: `${communityPage(siteUrl, community)}#${slug}`,
    ...imagesOf(section.images),
  }
}

/** The property that holds pictures, where there are any. */
export const imagesOf = (images: z.infer<typeof Image>[]): { image?: LinkedImage[] } =>
  images.length === 0 ? {} : { image: images.map(imageOf) }

const imageOf = ({
  url,
  alt,
  width,
  height,
  credit,
  license,
}: z.infer<typeof Image>): LinkedImage => ({
  '@type': ['ImageObject'],
  contentUrl: url,
  caption: alt,
  ...(width === null ? {} : { width }),
  ...(height === null ? {} : { height }),
  ...(credit === null ? {} : { creditText: credit }),
  ...licenceOf(license),
})

/** A licence is a name, such as one of SPDX, or an address. */
export const licenceOf = (license: string | null) => {
  if (license === null) return {}
  return { license: /^https?:\/\/\S+$/.test(license) ? { '@id': license } : license }
}
