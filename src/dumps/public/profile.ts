import { Content, type ContentReference, type ContentSection } from '../../atlas/content.ts'
import { newId } from '../../atlas/identity.ts'
import type { PublicText, RestoredProfile } from '../../editorial/publishing/restoring.ts'
import type { CommunityItem } from './lines.ts'
import { type Link, linkedReferences, linkTargets } from './links.ts'

type Community = CommunityItem['resource']
type Reference = Community['crossReferences'][number]

/** A profile, its sections as a document has them, and the links in them. */
interface Written {
  community: Community
  sections: ContentSection[]
  links: Link[]
}

/** What is known of the others when a profile is read. */
export interface Known {
  /** The ids of published communities by their slugs. */
  published: ReadonlyMap<string, string>
  /** Whether the id of a cross-reference is that of another profile's already; claims it for this one where not. */
  isTaken: (id: string) => boolean
}

export interface ReadProfile extends RestoredProfile {
  /** Former slugs of others by which its texts link to them. */
  former: { slug: string; id: string }[]
}

/** Makes the document that a profile could have been published from. Throws a `ZodError` where it is wrong. */
export function profileOf({ community, sections, links }: Written, known: Known): ReadProfile {
  const targets = linkTargets(community, links, known.published)
  const linked = linkedReferences(community, links, targets)
  const own = community.crossReferences
    .filter(({ direction }) => direction === 'outgoing')
    .map((reference) => ({ reference, id: ownId(reference.id, known) }))
  const content = Content.parse({
    ...fieldsOf(community),
    sections,
    crossReferences: own
      .filter(({ reference }) => !linked.has(reference.id))
      .map(({ reference, id }) => statedReference(reference, id)),
  })
  return {
    id: community.id,
    revision: community.revision,
    publishedAt: new Date(community.publishedAt),
    updatedAt: new Date(community.updatedAt),
    content,
    linked: [...targets].map(([written, target]) => ({ ...target, written, sections: [] })),
    links: own.flatMap(({ reference, id }) => {
      const link = linked.get(reference.id)
      return link ? [{ id, target: link.written }] : []
    }),
    former: [...targets].flatMap(([slug, { id }]) =>
      known.published.has(slug) ? [] : [{ slug, id }],
    ),
    wordCount: community.wordCount,
    textOf: textsOf(community),
  }
}

/** An edge has the smallest id of those who assert it: who comes second gets a later one. */
function ownId(id: string, { isTaken }: Known): string {
  if (!isTaken(id)) return id
  const later = newId()
  return later > id ? later : `ffffffff${later.slice(8)}`
}

function fieldsOf(community: Community) {
  const { slug, kind, title, tagline, aliases, tags, images, locale, regions } = community
  const { translations, canonicalUrl, license, creditText } = community
  return {
    ...{ slug, kind, title, tagline, aliases, tags, images, canonicalUrl, license, creditText },
    defaultLocale: locale,
    regions: regions.map((region) => ({ region: region.slug, role: region.role })),
    translations: Object.fromEntries(
      Object.entries(translations).map(([other, text]) => [
        other,
        { title: text.title, tagline: text.tagline },
      ]),
    ),
  }
}

export const sectionsOf = (community: Community): ContentSection[] =>
  community.sections.map((section) => sectionOf(section, community))

function sectionOf(
  { id, slug, kind, heading, images, body = '' }: Community['sections'][number],
  { translations }: Community,
): ContentSection {
  const translated = Object.entries(translations).flatMap(([locale, { sections }]) => {
    const text = sections.find((section) => section.id === id)
    return text ? [[locale, { heading: text.heading, body: text.body ?? '' }] as const] : []
  })
  return { id, slug, kind, heading, body, images, translations: Object.fromEntries(translated) }
}

function statedReference(
  { relation, section, quote, note, target }: Reference,
  id: string,
): ContentReference {
  return { id, relation, section, quote, note, target: targetOf(target) }
}

function targetOf(target: Reference['target']): ContentReference['target'] {
  if (target.type === 'external') return { url: target.url, label: target.label }
  if (target.type === 'community') return { community: target.slug }
  return { community: target.community.slug, section: target.slug }
}

function textsOf({ sections, locale, translations }: Community): RestoredProfile['textOf'] {
  const texts = new Map<string, PublicText>()
  const add = (
    given: string,
    section: Omit<PublicText, 'body'> & { id: string; body?: string | undefined },
  ) => {
    const { id, body = '', wordCount, readingMinutes } = section
    texts.set(`${id} ${given}`, { body, wordCount, readingMinutes })
  }
  for (const section of sections) add(locale, section)
  for (const [other, translation] of Object.entries(translations)) {
    for (const section of translation.sections) add(other, section)
  }
  return (id, given) => texts.get(`${id} ${given}`)
}
