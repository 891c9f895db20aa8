import type pg from 'pg'
import { notFound } from '../../problem.ts'
import { requireSection } from '../addresses/service.ts'
import { readReference } from '../addresses/store.ts'
import * as store from './store.ts'

/** A published section; throws 404, 410 or `Moved` where there is none under these references. */
export async function getSection(
  pool: pg.Pool,
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
