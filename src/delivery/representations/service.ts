import { PublishedProfile } from '../../atlas/published/profile.ts'
import type { Pool } from '../../database/database.ts'
import { readReference } from '../addresses/reference.ts'
import { explainMissingCommunity, explainMissingSection } from '../addresses/service.ts'
import * as store from './store.ts'

/** The profile that a row holds, with what was added to its JSON. */
export const readProfile = (json: string): PublishedProfile =>
  PublishedProfile.parse(JSON.parse(json))

/** What a form shows of a published profile; throws 404, 410 or `Moved` where there is none under this reference. */
export async function getProfileRow(
  pool: Pool,
  reference: string,
  view: store.RepresentationView,
): Promise<store.ProfileRow> {
  const row = await store.findProfile(pool, readReference(reference), view)
  return row ?? explainMissingCommunity(pool, reference)
}

/** What a form shows of a published section; throws 404, 410 or `Moved` where there is none under these references. */
export async function getSectionRow(
  pool: Pool,
  community: string,
  section: string,
  view: store.RepresentationView,
): Promise<store.SectionRow> {
  const row = await store.findSection(pool, readReference(community), readReference(section), view)
  return row ?? explainMissingSection(pool, community, section)
}
