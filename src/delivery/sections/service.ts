import type { Pool } from '../../database/database.ts'
import { readReference } from '../addresses/reference.ts'
import { explainMissingSection } from '../addresses/service.ts'
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
