import type { Content, ContentReference } from '../../atlas/content.ts'
import { linksOf } from '../checks/targets.ts'

type Statement = Omit<ContentReference, 'id'> & {
  /** Null for a `[[link]]` in a text. */
  id: string | null
  linked: boolean
}

/** One thing that a community says of another one, and which of its revisions say it. */
export interface Backlink extends Statement {
  /** Orders and tells apart what one community says: its cross-references, then its links. */
  key: string
  inNewest: boolean
  inPublished: boolean
}

/** What the two revisions of a community that matter say of the one that has these names. The newest one's words count. */
export function backlinksIn(
  newest: Content | null,
  published: Content | null,
  names: ReadonlySet<string>,
): Backlink[] {
  const present = statementsIn(newest, names)
  const shown = published === newest ? present : statementsIn(published, names)
  return [...new Map([...shown, ...present])]
    .map(([key, statement]) => {
      return { key, ...statement, inNewest: present.has(key), inPublished: shown.has(key) }
    })
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

function statementsIn(content: Content | null, names: ReadonlySet<string>): Map<string, Statement> {
  if (!content) return new Map()
  const stated = content.crossReferences.flatMap((reference): [string, Statement][] => {
    const { id, target } = reference
    const isMeant = !('url' in target) && names.has(target.community.toLowerCase())
    return isMeant ? [[`0 ${id}`, { ...reference, linked: false }]] : []
  })
  const linked = linksOf(content).flatMap(({ sectionId, section, slug }): [string, Statement][] =>
    names.has(slug) ? [[`1 ${sectionId} ${slug}`, linkIn(section, slug)]] : [],
  )
  return new Map([...stated, ...linked])
}

const linkIn = (section: string, community: string): Statement => ({
  id: null,
  relation: 'mentions',
  target: { community },
  section,
  quote: null,
  note: null,
  linked: true,
})
