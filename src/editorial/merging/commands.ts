import type { Content } from '../../atlas/content.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { recordAudit } from '../../integration/audit/service.ts'
import type { Precondition } from '../../precondition.ts'
import type { Written } from '../../written.ts'
import { communityBody } from '../drafts/representation.ts'
import { type DraftRow, draftTag, getContent, markWithdrawn } from '../drafts/service.ts'
import type { Site } from '../publishing/commands.ts'
import { lockPublishing } from '../publishing/lock.ts'
import { referrerBody } from '../publishing/references/referrers.ts'
import { succeed } from '../publishing/succession.ts'
import { inherit } from './inheritance.ts'
import { lockPair, type Pair } from './pair.ts'
import * as store from './store.ts'

/**
 * Joins a community into another one: its addresses, references and names are that one's from now on, and its draft is
 * in the trash for good. Throws as `lockPair` does, 409 where a hierarchical relation would close a cycle, and 422
 * where the other one cannot hold so much.
 */
export async function mergeCommunity(
  tx: Db,
  by: Authorship,
  site: Site,
  reference: string,
  precondition: Precondition,
  into: string,
): Promise<Written> {
  await lockPublishing(tx)
  const now = site.now()
  const pair = await lockPair(tx, by, reference, into, precondition)
  const { source } = pair
  const author = { ...by, message: by.message ?? `Took in “${source.slug}”.`, now }
  const legacy = await contentsOf(tx, source)
  await succeed(tx, source.id, pair.target.id, site.siteUrl, now)
  const target = await retire(tx, pair, author)
  const heir = await inherit(tx, { source, target }, legacy, author, site.siteUrl)
  await recordAudit(tx, author, 'community.merged', { ...source, type: 'community' })
  const { draft, content } = heir
  const merged = referrerBody(source)
  return { entityTag: draftTag(draft), body: { ...communityBody(draft, content), merged } }
}

/** What the public saw of a community, where it saw something, and what its editors saw. */
async function contentsOf(tx: Db, draft: DraftRow): Promise<[Content, ...Content[]]> {
  const { publishedRevision, revision } = draft
  const newest = await getContent(tx, draft, revision)
  if (publishedRevision === null || publishedRevision === revision) return [newest]
  return [await getContent(tx, draft, publishedRevision), newest]
}

/** Puts the source in the trash and gives its slugs to the target, which is answered. */
async function retire(
  tx: Db,
  { source, target }: Pair,
  { author, now }: Authorship,
): Promise<DraftRow> {
  if (source.publishedRevision !== null) await markWithdrawn(tx, source, author, now)
  const stamp = { updatedAt: now, updatedBy: author }
  await store.moveSlugs(tx, source.id, target.id)
  const merged = await store.markMerged(tx, source, target.id, now, stamp)
  return store.raiseVersion(tx, target, merged, stamp)
}
