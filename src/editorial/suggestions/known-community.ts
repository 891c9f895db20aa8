import type { NameEntry } from '../../atlas/names/name-index.ts'
import type { NamedRow, NamesRow } from './store.ts'

/** How a community is named inside an answer. */
export interface CommunityTarget {
  type: 'community'
  id: string
  slug: string
  title: string
  status: NamedRow['status']
}

/** What a process remembers of a community. */
export interface KnownCommunity {
  version: number
  /** As its editors see it; null where it is withdrawn or in the trash. */
  draft: CommunityTarget | null
  /** As everybody sees it. */
  published: CommunityTarget | null
  /** Subjects are `draft:<id>` for what editors alone know, `public:<id>` for what is public still, else `community:<id>`. */
  names: NameEntry[]
}

export function knownCommunity({
  id,
  version,
  status,
  draft,
  published,
}: NamedRow): KnownCommunity {
  return {
    version,
    draft: draft && targetOf(id, draft, status),
    published: published && targetOf(id, published, 'published'),
    names: namesOf(id, draft, published),
  }
}

const targetOf = (
  id: string,
  { slug, title }: NamesRow,
  status: NamedRow['status'],
): CommunityTarget => ({ type: 'community', id, slug, title, status })

function namesOf(id: string, draft: NamesRow | null, published: NamesRow | null): NameEntry[] {
  const ofDraft = byNameAndLocale(draft)
  const ofPublic = byNameAndLocale(published)
  const all = new Map([...ofDraft, ...ofPublic])
  return [...all].map(([key, name]) => {
    const sort = ofPublic.has(key) ? (ofDraft.has(key) ? 'community' : 'public') : 'draft'
    return { ...name, subject: `${sort}:${id}` }
  })
}

/** An alias counts in every language. */
function byNameAndLocale(names: NamesRow | null): Map<string, Omit<NameEntry, 'subject'>> {
  if (!names) return new Map()
  const titles = names.titles.map(([locale, name]) => ({ locale, name }))
  const aliases = names.aliases.map((name) => ({ locale: null, name }))
  return new Map([...titles, ...aliases].map((entry) => [`${entry.locale} ${entry.name}`, entry]))
}
