import type { Pool } from '../../database/database.ts'
import { readReference } from '../addresses/reference.ts'
import { explainMissingSection, resolveRegions } from '../addresses/service.ts'
import { canonicalLocales, readFilter } from '../communities/service.ts'
import type { AllSectionsQuery } from './schema.ts'
import * as store from './store.ts'

/** A published section; throws 404, 410 or `Moved` where there is none under these references. */
export async function getSection(
  pool: Pool,
  community: string,
  section: string,
  view: store.SectionView,
): Promise<store.SectionRow> {
  const row = await store.findSection(pool, readReference(community), readReference(section), view)
  return row ?? explainMissingSection(pool, community, section)
}

/** Turns the query of a list across communities into a filter; throws 400 as the list of communities does. */
export async function readSectionFilter(
  pool: Pool,
  { kind, region, availableIn, tag, updatedSince, regionScope, includeGlobal }: AllSectionsQuery,
): Promise<store.SectionFilter> {
  const regions = region ? await resolveRegions(pool, 'region', region) : undefined
  const community = readFilter({ tag, updatedSince, regionScope, includeGlobal }, regions)
  return { community, kinds: kind, locales: canonicalLocales(availableIn) }
}
