import type { Catalogue } from './catalogue.ts'
import type { CommunityTarget } from './known-community.ts'
import type { RegionRow } from './store.ts'

export type RegionTarget = Pick<RegionRow, 'id' | 'slug' | 'name' | 'kind'> & { type: 'region' }

export type Target = CommunityTarget | RegionTarget

/** A catalogue as one key may see it. */
export interface View {
  /** Whether the key may know that a subject of the index exists. */
  isVisible: (subject: string) => boolean
  targetOf: (subject: string) => Target | null
}

/** `reached` are the drafts within the key's reach, null for all of them; of others it is told what is public only. */
export function viewOf(catalogue: Catalogue, reached: ReadonlySet<string> | null): View {
  const isReached = (id: string) => reached === null || reached.has(id)
  return {
    isVisible(subject) {
      const [sort, id] = partsOf(subject)
      if (sort === 'draft') return isReached(id)
      return sort !== 'public' || !isReached(id)
    },
    targetOf(subject) {
      const [sort, id] = partsOf(subject)
      if (sort === 'region') return regionTarget(catalogue, id)
      const community = catalogue.communities.get(id)
      return (isReached(id) ? community?.draft : community?.published) ?? null
    },
  }
}

function regionTarget({ regions }: Catalogue, wanted: string): RegionTarget | null {
  const region = regions.get(wanted)
  if (!region) return null
  const { id, slug, name, kind } = region
  return { type: 'region', id, slug, name, kind }
}

function partsOf(subject: string): [sort: string, id: string] {
  const colon = subject.indexOf(':')
  return [subject.slice(0, colon), subject.slice(colon + 1)]
}
