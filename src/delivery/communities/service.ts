import { canonicalLocale } from '../../atlas/locale.ts'
import type { Pool } from '../../database/database.ts'
import { badRequest, type Fault } from '../../problem.ts'
import { readReference } from '../addresses/reference.ts'
import { explainMissingCommunity } from '../addresses/service.ts'
import type { CommunityFilter } from './filters.ts'
import type { CommunitiesQuery } from './schema.ts'
import * as store from './store.ts'

/** A published profile; throws 404, 410 or `Moved` where there is none under this reference. */
export async function getProfile(
  pool: Pool,
  reference: string,
  view: store.ProfileView,
): Promise<store.ProfileRow> {
  const row = await store.findProfile(pool, readReference(reference), view)
  return row ?? explainMissingCommunity(pool, reference)
}

/** Turns a list's query into a filter; throws 400 with other faults, every region that is unknown and every limit that is exceeded. */
export function readFilter(
  query: Partial<Omit<CommunitiesQuery, 'region'>>,
  regions: { ids: string[]; faults: Fault[] } | undefined,
  others: Fault[] = [],
): CommunityFilter {
  const faults = [...others, ...(regions?.faults ?? [])]
  if (query.include && (query.limit ?? 0) > 20) {
    faults.push({ parameter: 'limit', code: 'too-big', detail: 'With `include`, at most 20.' })
  }
  for (const parameter of ['regionScope', 'includeGlobal'] as const) {
    if (query[parameter] !== undefined && !regions) {
      faults.push({ parameter, code: 'needs-region', detail: 'Goes with `region` only.' })
    }
  }
  if (faults.length > 0) throw badRequest(faults)
  return {
    regionIds: regions?.ids,
    exactRegion: query.regionScope === 'exact',
    includeGlobal: query.includeGlobal ?? false,
    kinds: query.kind,
    tags: query.tag,
    sectionKinds: query.section,
    locales: canonicalLocales(query.availableIn),
    updatedSince: query.updatedSince,
  }
}

/** Language tags as texts bear them. */
export const canonicalLocales = (tags: readonly string[] | undefined): string[] | undefined =>
  tags?.map((tag) => canonicalLocale(tag) ?? tag)
