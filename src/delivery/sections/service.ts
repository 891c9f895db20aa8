import type { Pool } from '../../database/database.ts'
import { notFound } from '../../problem.ts'
import { readReference } from '../addresses/reference.ts'
import { requireSection } from '../addresses/service.ts'
import * as store from './store.ts'

/** A published section; throws 404, 410 or `Moved` where there is none under these references. */
export async function getSection(
  pool: Pool,
  community: string,
  section: string,
  view: store.SectionView,
): Promise<store.SectionRow> {
  const row = await store.findSection(pool, readReference(community), readReference(section), view)
  if (row) return row
  await requireSection(pool, community, section)
  // It is published, only not in a locale that the reader accepts.
  throw notFound('section in the wanted locale', section)
}
