import type { Actor } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { recordAudit } from '../../integration/audit/service.ts'
import { conflict } from '../../problem.ts'
import * as drafts from '../drafts/service.ts'
import { recompileDependents } from './dependents.ts'
import { announce } from './effect.ts'
import { hide } from './hiding.ts'
import * as profiles from './profile/store.ts'
import { type Referrer, refuseReferrers } from './references/referrers.ts'
import * as references from './references/store.ts'
import { storeSearchRows } from './search/service.ts'

export interface Withdrawal {
  draft: drafts.DraftRow
  /** Published communities whose references to it lead nowhere now. */
  broken: Referrer[]
}

export interface WithdrawalTerms {
  siteUrl: string
  by: Actor
  /** Refuses where published profiles refer to it; otherwise these references break. */
  unreferencedOnly?: boolean
}

/**
 * Takes a community off the public side, whose draft is locked under the publishing lock. Throws 409 where it is not
 * published, or where it is referred to and must not be.
 */
export async function withdrawLocked(
  tx: Db,
  draft: drafts.DraftRow,
  { siteUrl, by, unreferencedOnly = false }: WithdrawalTerms,
  now: Date,
): Promise<Withdrawal> {
  const { id } = draft
  const before = await profiles.findPublished(tx, id)
  if (!before) throw conflict('not-published', `“${draft.slug}” is not published.`)
  const broken = await references.listReferrers(tx, id)
  if (unreferencedOnly) refuseReferrers(draft.slug, broken)
  const { neighbours } = await hide(tx, before, now)
  const withdrawn = await drafts.markWithdrawn(tx, draft, by.author, now)
  const { recompiled, reworded } = await recompileDependents(tx, [id], siteUrl, now, [id])
  await storeSearchRows(tx, reworded)
  const { slug, kind, revision } = before
  const change = { op: 'withdrawn', id, slug, kind, revision }
  const regionsBefore = before.regions.map(({ regionId }) => regionId)
  const touched = [...new Set([...neighbours, ...recompiled])]
  await announce(tx, [{ change, regionsBefore, regionsAfter: [], neighbours, touched }], now)
  const target = { type: 'community', id, slug, revision }
  await recordAudit(tx, { ...by, message: null, now }, 'community.withdrawn', target)
  return { draft: withdrawn, broken }
}
