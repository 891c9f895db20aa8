import type { Parameters } from '../parameters.ts'

/** Which communities a list holds. Values within a field are alternatives; fields must all hold. */
export interface CommunityFilter {
  regionIds?: string[] | undefined
  /** Whether only communities that name the region itself count, not those below it. */
  exactRegion: boolean
  includeGlobal: boolean
  kinds?: readonly string[] | undefined
  tags?: readonly string[] | undefined
  sectionKinds?: readonly string[] | undefined
  locales?: readonly string[] | undefined
  updatedSince?: string | undefined
}

/** The conditions on the community `c` as SQL. */
export function conditionsOf(filter: CommunityFilter, parameters: Parameters): string[] {
  const conditions: string[] = []
  const { regionIds, kinds, tags, sectionKinds, locales, updatedSince } = filter
  if (regionIds) conditions.push(inRegions(filter, parameters.add(regionIds, 'uuid[]')))
  if (kinds) conditions.push(`c.kind = ANY (${parameters.add(kinds, 'text[]')})`)
  if (tags) conditions.push(`c.tags && ${parameters.add(tags, 'text[]')}`)
  if (sectionKinds) {
    conditions.push(`EXISTS (SELECT 1 FROM published.section f WHERE f.community_id = c.id
      AND f.kind = ANY (${parameters.add(sectionKinds, 'text[]')}))`)
  }
  if (locales) conditions.push(`c.locales && ${parameters.add(locales, 'text[]')}`)
  if (updatedSince)
    conditions.push(`c.updated_at >= ${parameters.add(updatedSince, 'timestamptz')}`)
  return conditions
}

function inRegions({ exactRegion, includeGlobal }: CommunityFilter, regionIds: string): string {
  const within = `c.area_ids && ${regionIds}`
  // What is within narrows down what is exactly there, by an index that knows how rare that is.
  const exactly = `(${within} AND EXISTS (SELECT 1 FROM published.community_region p
    WHERE p.community_id = c.id AND p.region_id = ANY (${regionIds})))`
  const global = `c.area_ids && ARRAY(SELECT f.id FROM published.region f WHERE f.kind = 'global')`
  const here = exactRegion ? exactly : within
  return includeGlobal ? `(${here} OR ${global})` : here
}
