import { isDeepStrictEqual } from 'node:util'
import { newId } from '../../../atlas/identity.ts'
import type { Authorship } from '../../../authorship.ts'
import type { Db } from '../../../database/database.ts'
import { recordAudit } from '../../../integration/audit/service.ts'
import { type Precondition, requireCurrent } from '../../../precondition.ts'
import { forbidden } from '../../../problem.ts'
import type { Written } from '../../../written.ts'
import type { Site } from '../../publishing/commands.ts'
import { lockPublishing } from '../../publishing/lock.ts'
import { hideRegion, showRegion } from '../../publishing/regions/service.ts'
import { changedRegionPaths, type RegionContent } from '../content.ts'
import type { RegionDraft, RegionPatch } from '../schema.ts'
import { applyRegionPatch, regionFrom } from './merging.ts'
import { regionBody } from './representation.ts'
import { contentOf, getRegion, type RegionRow, regionEntityTag } from './service.ts'
import { type SettledRegion, settledRegion } from './settling.ts'
import * as store from './store.ts'
import { refuseUsed } from './uses.ts'

/** Creates a region and shows it. Throws 403 for a limited key, 409 where a slug or code is taken, 422 with every fault. */
export async function createRegion(
  tx: Db,
  by: Authorship,
  site: Pick<Site, 'now'>,
  body: RegionDraft,
): Promise<Written> {
  const now = await beginChange(tx, by, site)
  const settled = await settledRegion(tx, null, regionFrom(body))
  const id = newId()
  await storeRevision(tx, { id, number: 1, before: null, settled }, { ...by, now })
  const { slug } = settled.content
  await recordAudit(tx, { ...by, now }, 'region.created', { type: 'region', id, slug, revision: 1 })
  const location = `/v1/editorial/regions/${slug}`
  return { status: 201, location, ...answerOf(await getRegion(tx, id)) }
}

/** Merges a patch into a region and shows that. Throws as `createRegion` does, 409 for a cycle, 404, 410 and 412. */
export async function updateRegion(
  tx: Db,
  by: Authorship,
  site: Pick<Site, 'now'>,
  reference: string,
  precondition: Precondition,
  patch: RegionPatch,
): Promise<Written> {
  const now = await beginChange(tx, by, site)
  const region = await getRegion(tx, reference)
  requireCurrent(precondition, regionEntityTag(region))
  const before = contentOf(region)
  const settled = await settledRegion(tx, region, applyRegionPatch(before, patch))
  if (isDeepStrictEqual(before, settled.content)) return answerOf(region)
  const { id } = region
  const number = region.revision + 1
  await storeRevision(tx, { id, number, before, settled }, { ...by, now })
  const target = { type: 'region', id, slug: settled.content.slug, revision: number }
  await recordAudit(tx, { ...by, now }, 'region.updated', target)
  return answerOf(await getRegion(tx, id))
}

/** Deletes a region that nothing names any more. Throws 403 for a limited key, 404, 409, 410 and 412. */
export async function deleteRegion(
  tx: Db,
  by: Authorship,
  site: Pick<Site, 'now'>,
  reference: string,
  precondition: Precondition,
): Promise<Written> {
  const now = await beginChange(tx, by, site)
  const region = await getRegion(tx, reference)
  requireCurrent(precondition, regionEntityTag(region))
  await store.holdRegion(tx, region.id)
  await refuseUsed(tx, region)
  await hideRegion(tx, region, now)
  const { id, slug, revision } = region
  await recordAudit(tx, { ...by, now }, 'region.deleted', { type: 'region', id, slug, revision })
  return { body: { type: 'region', id, slug, deletedAt: now.toISOString() } }
}

/** Regions are everybody's: a key that may touch some communities only leaves them alone. */
async function beginChange(tx: Db, by: Authorship, site: Pick<Site, 'now'>): Promise<Date> {
  if (by.reach) throw forbidden('The key is limited to some communities, and regions are for all.')
  await lockPublishing(tx)
  return site.now()
}

interface NewRevision {
  id: string
  number: number
  before: RegionContent | null
  settled: SettledRegion
}

async function storeRevision(
  tx: Db,
  { id, number, before, settled: { content, parent } }: NewRevision,
  { author, message, now }: Authorship,
): Promise<void> {
  await store.insertRevision(tx, {
    regionId: id,
    number,
    content,
    author,
    message,
    changedPaths: changedRegionPaths(before, content),
    createdAt: now,
  })
  const { iso3166_2: iso31662, ...shown } = content
  await showRegion(tx, { ...shown, id, revision: number, iso31662, parent }, now)
}

const answerOf = (region: RegionRow): Written => ({
  entityTag: regionEntityTag(region),
  body: regionBody(region),
})
