import { communityPage } from '../published/addresses.ts'
import type { PublishedName, PublishedProfile, ReferenceEnd } from '../published/profile.ts'
import type { LinkedNode, LinkedReference } from './schema.ts'
import { idOf, ownTerm, profileIdOf, relationTerm } from './terms.ts'

type Profile = Pick<PublishedProfile, 'crossReferences' | 'sections'>

/** Cross-references as properties of the community: which others it stands in which relation to. */
export function relationsOf({ crossReferences }: Profile): Record<string, { '@id': string }[]> {
  const ends = new Map<string, Set<string>>()
  for (const { relation, target } of crossReferences) {
    const { term } = relationTerm(relation)
    ends.set(term, (ends.get(term) ?? new Set()).add(communityIn(target)))
  }
  return Object.fromEntries([...ends].map(([term, ids]) => [term, [...ids].map(pointer)]))
}

const pointer = (id: string) => ({ '@id': id })

/** A relation is one of communities, also where it leads to a section of the other. */
function communityIn(target: ReferenceEnd): string {
  if (target.type === 'external') return target.url
  return idOf(target.type === 'section' ? target.community.id : target.id)
}

/** Cross-references as things of their own: the precise relation, the exact end, and the words for it. */
export const referencesOf = (
  { crossReferences, sections }: Profile,
  siteUrl: string,
): LinkedReference[] =>
  crossReferences.map(({ id, relation, target, section, quote, note }) => {
    const bearer = sections.find(({ slug }) => slug === section)
    return {
      '@id': idOf(id),
      '@type': ['CrossReference'],
      relation: pointer(ownTerm(relation)),
      target: targetNode(target, siteUrl),
      ...(bearer ? { bornOutBy: pointer(idOf(bearer.id)) } : {}),
      ...(quote === null ? {} : { quote }),
      ...(note === null ? {} : { note }),
    }
  })

function targetNode(target: ReferenceEnd, siteUrl: string): LinkedNode {
  if (target.type === 'external') {
    return { '@id': target.url, ...(target.label === null ? {} : { name: target.label }) }
  }
  const { id, slug, title } = target
  if (target.type === 'community') {
    const url = communityPage(siteUrl, slug)
    return { '@id': idOf(id), '@type': ['DefinedTerm', 'Concept'], name: title, url }
  }
  return {
    '@id': idOf(id),
    '@type': ['Article', 'WebPageElement'],
    name: title,
    url: `${communityPage(siteUrl, target.community.slug)}#${slug}`,
    isPartOf: profileNode(target.community, siteUrl),
  }
}

/** The profile of a community, as something else names it. */
export const profileNode = ({ id, slug, title }: PublishedName, siteUrl: string) => ({
  '@id': profileIdOf(id),
  '@type': ['Article'],
  name: title,
  url: communityPage(siteUrl, slug),
})
