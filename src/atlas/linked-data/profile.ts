import { communityPage } from '../published/addresses.ts'
import type { PublishedProfile } from '../published/profile.ts'
import { communityKinds } from '../vocabularies/community-kinds.ts'
import type { RegionRole } from '../vocabularies/region-roles.ts'
import { placesOf } from './places.ts'
import { referencesOf, relationsOf } from './references.ts'
import type { LinkedProfile } from './schema.ts'
import { imagesOf, type LinkedAddresses, licenceOf, linkedPart } from './section.ts'
import { idOf, ownTerm, profileIdOf } from './terms.ts'

/** A profile in JSON-LD: an article about the community, which is a defined term and a concept. */
export function linkedProfile(
  profile: PublishedProfile,
  addresses: LinkedAddresses,
): LinkedProfile {
  const { id, slug, title, tagline, locale, canonicalUrl, license, creditText } = profile
  const { siteUrl, contextUrl } = addresses
  const page = communityPage(siteUrl, slug)
  return {
    '@context': contextUrl,
    '@id': profileIdOf(id),
    '@type': ['Article'],
    headline: title,
    ...(tagline === null ? {} : { abstract: tagline }),
    inLanguage: locale,
    ...some('keywords', profile.tags),
    url: page,
    mainEntityOfPage: page,
    ...(canonicalUrl === null ? {} : { canonicalUrl }),
    about: communityOf(profile, siteUrl),
    ...some('spatialCoverage', placesOf(profile.regions)),
    ...imagesOf(profile.images),
    hasPart: profile.sections.map((section) => linkedPart(section, slug, siteUrl)),
    wordCount: profile.wordCount,
    version: profile.revision,
    datePublished: profile.publishedAt,
    dateModified: profile.updatedAt,
    ...licenceOf(license),
    ...(creditText === null ? {} : { creditText }),
  }
}

function communityOf(profile: PublishedProfile, siteUrl: string): LinkedProfile['about'] {
  const { id, slug, kind, title, tagline, aliases, crossReferencesNext } = profile
  const inRole = (role: RegionRole) =>
    profile.regions
      .filter((region) => region.role === role)
      .map((region) => ({ '@id': idOf(region.id), name: region.name }))
  const pointers = (role: RegionRole) => inRole(role).map((node) => ({ '@id': node['@id'] }))
  return {
    '@id': idOf(id),
    '@type': ['DefinedTerm', 'Concept'],
    name: title,
    ...(tagline === null ? {} : { description: tagline }),
    ...some('alternateName', aliases),
    termCode: slug,
    url: communityPage(siteUrl, slug),
    communityKind: {
      '@id': ownTerm(`community-kind:${kind}`),
      name: communityKinds[kind].label,
    },
    ...some('originRegion', pointers('origin')),
    ...some('primaryRegion', pointers('primary')),
    ...some('presentRegion', pointers('present')),
    ...some('scope', inRole('scope')),
    ...relationsOf(profile),
    ...some('crossReference', referencesOf(profile, siteUrl)),
    ...(crossReferencesNext === undefined ? {} : { crossReferencesNext }),
  }
}

/** A property that holds a list, where there is anything in it. */
const some = <N extends string, T>(name: N, values: T[]): { [key in N]?: T[] } =>
  values.length === 0 ? {} : ({ [name]: values } as { [key in N]?: T[] })
