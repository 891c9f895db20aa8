import { bodiesOf, type ContentSection } from '../../atlas/content.ts'
import { linkedSlugs } from '../../atlas/markdown/markdown.ts'
import type { CommunityItem } from './lines.ts'

type Community = CommunityItem['resource']
type Reference = Community['crossReferences'][number]

/** A `[[link]]` of a profile: how it is written, and the section where it stands first. */
export interface Link {
  written: string
  section: string
}

/** Every community to which texts link, once, in the order in which publishing finds them. */
export function linksIn(sections: readonly ContentSection[]): Link[] {
  const links = new Map<string, Link>()
  for (const section of sections) {
    for (const written of bodiesOf(section).flatMap(linkedSlugs)) {
      if (!links.has(written)) links.set(written, { written, section: section.slug })
    }
  }
  return [...links.values()]
}

/** Whether a cross-reference looks as one that a link makes. */
const looksLinked = ({ relation, direction, target, quote, note }: Reference): boolean =>
  direction === 'outgoing' &&
  relation === 'mentions' &&
  target.type === 'community' &&
  quote === null &&
  note === null

/**
 * Where the links of a profile lead: to a published slug, or to a former one of the community to which the profile
 * refers in the same section. A former slug that could mean either of two is left out.
 */
export function linkTargets(
  { crossReferences }: Community,
  links: readonly Link[],
  published: ReadonlyMap<string, string>,
): Map<string, { id: string; slug: string }> {
  const targets = new Map<string, { id: string; slug: string }>()
  for (const { written } of links) {
    const id = published.get(written)
    if (id !== undefined) targets.set(written, { id, slug: written })
  }
  const known = new Set([...targets.values()].map(({ id }) => id))
  const sections = new Set(links.map(({ section }) => section))
  for (const section of sections) {
    const former = links.filter((link) => link.section === section && !targets.has(link.written))
    const meant = crossReferences.filter(
      (reference) =>
        looksLinked(reference) &&
        reference.section === section &&
        !known.has(idOf(reference) ?? ''),
    )
    if (former.length !== meant.length) continue
    for (const [index, { written }] of former.entries()) {
      const target = meant[index]?.target
      if (target?.type === 'community') targets.set(written, target)
    }
  }
  return targets
}

/**
 * Those of a profile's own cross-references that its links make, by id, with the link: they come after all that it
 * states, in the order of the links.
 */
export function linkedReferences(
  { crossReferences }: Community,
  links: readonly Link[],
  targets: ReadonlyMap<string, { id: string }>,
): Map<string, Link> {
  const linked = new Map<string, Link>()
  const outgoing = crossReferences.filter(({ direction }) => direction === 'outgoing')
  let before = links.length
  for (const reference of outgoing.toReversed()) {
    const index = links.findIndex(
      ({ written, section }) =>
        targets.get(written)?.id === idOf(reference) && section === reference.section,
    )
    const link = links[index]
    if (!link || index >= before || !looksLinked(reference)) break
    linked.set(reference.id, link)
    before = index
  }
  return linked
}

const idOf = ({ target }: Reference): string | undefined =>
  target.type === 'community' ? target.id : undefined
