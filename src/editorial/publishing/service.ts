import { isDeepStrictEqual } from 'node:util'
import type { Content } from '../../atlas/content.ts'
import { lacksForPublication } from '../../atlas/publishable.ts'
import type { Actor } from '../../authorship.ts'
import type { Database, Db } from '../../database/database.ts'
import { transactionally } from '../../database/transactions.ts'
import { recordAudit } from '../../integration/audit/service.ts'
import { type Precondition, requireCurrent } from '../../precondition.ts'
import { unprocessable } from '../../problem.ts'
import * as drafts from '../drafts/service.ts'
import { lockPublishing } from './changes/store.ts'
import { compile } from './profile/compile.ts'
import * as references from './references/store.ts'
import { Targets, writtenTargets } from './references/targets.ts'
import { show } from './showing.ts'
import { type Withdrawal, type WithdrawalTerms, withdrawLocked } from './withdrawal.ts'

export interface PublicationRequest {
  /** The revision to show; the newest one where it is left out. */
  revision?: number | undefined
  siteUrl: string
  by: Actor
  /** Asked under the publishing lock, so that times follow the order of commits. */
  now: () => Date
  /** Of the draft; no matter what it is where left out. */
  precondition?: Precondition
}

export interface WithdrawalRequest extends WithdrawalTerms {
  /** As of a publication. */
  now: () => Date
  precondition?: Precondition
}

export interface Publication {
  outcome: 'published' | 'updated' | 'unchanged'
  id: string
  slug: string
  revision: number
  /** What sanitising took away. */
  warnings: string[]
  /** What the document refers to that is not published yet; these references wait. */
  waiting: string[]
  draft: drafts.DraftRow
}

/** Shows one revision of a draft to the public, in a transaction of its own. Throws as `publishIn` does. */
export function publishRevision(
  { prisma }: Pick<Database, 'prisma'>,
  reference: string,
  request: PublicationRequest,
): Promise<Publication> {
  return transactionally(prisma, (tx) => publishIn(tx, reference, request))
}

/**
 * Shows one revision of a draft to the public. Compiles first, then makes everything visible under the publishing
 * lock. Throws 404 without such a draft or revision, 409 in the trash or where a hierarchical relation would close a
 * cycle, 412 where the draft has moved on, 422 where something is missing.
 */
export async function publishIn(
  tx: Db,
  reference: string,
  request: PublicationRequest,
): Promise<Publication> {
  const { by, siteUrl } = request
  const draft = await drafts.getDraft(tx, reference, by)
  const revision = request.revision ?? draft.revision
  const content = await drafts.getContent(tx, draft, revision)
  const written = writtenTargets(content)
  const seen = await references.listPublishedTargets(tx, written)
  const self = { id: draft.id, slug: content.slug }
  const early = compile(content, new Targets(seen, self), siteUrl)
  await lockPublishing(tx)
  const now = request.now()
  const locked = await drafts.lockLiveDraft(tx, draft.id, by)
  if (request.precondition) requireCurrent(request.precondition, drafts.draftTag(locked))
  // It may have been purged while this waited.
  await drafts.getContent(tx, locked, revision)
  refuseIncomplete(content)
  const { id } = locked
  const { slug } = content
  if (locked.publishedRevision === revision) {
    const settled = await endReview(tx, locked, by, now)
    return { outcome: 'unchanged', id, slug, revision, warnings: [], waiting: [], draft: settled }
  }
  const found = await references.listPublishedTargets(tx, written)
  const targets = new Targets(found, self)
  const compiled = isDeepStrictEqual(found, seen) ? early : compile(content, targets, siteUrl)
  const shown = { id, revision, content, targets, compiled: compiled.community }
  const outcome = await show(tx, shown, siteUrl, now)
  const published = await drafts.markPublished(tx, locked, revision, by.author, now)
  const target = { type: 'community', id, slug, revision }
  await recordAudit(tx, { ...by, message: null, now }, 'community.published', target)
  const waiting = written.filter((name) => !targets.community(name))
  const { warnings } = compiled
  return { outcome, id, slug, revision, warnings, waiting, draft: published }
}

/** A review may end with what is public already: the public sees no change, the editors one step. */
async function endReview(
  tx: Db,
  draft: drafts.DraftRow,
  by: Actor,
  now: Date,
): Promise<drafts.DraftRow> {
  if (draft.status === 'published') return draft
  const { id, slug, publishedRevision: revision } = draft
  const published = await drafts.markStatus(tx, draft, 'published', by.author, now)
  const target = { type: 'community', id, slug, revision }
  await recordAudit(tx, { ...by, message: null, now }, 'community.published', target)
  return published
}

function refuseIncomplete(content: Content): void {
  const lacks = lacksForPublication(content)
  if (lacks.length === 0) return
  const faults = lacks.map((lack) => ({ ...lack, code: 'missing' }))
  throw unprocessable('not-publishable', `“${content.slug}” is not complete.`, faults)
}

/** Takes a community off the public side, in a transaction of its own. Throws as `withdrawIn` does. */
export function withdraw(
  { prisma }: Pick<Database, 'prisma'>,
  reference: string,
  request: WithdrawalRequest,
): Promise<Withdrawal> {
  return transactionally(prisma, (tx) => withdrawIn(tx, reference, request))
}

/**
 * Takes a community off the public side; its draft and revisions stay. Throws 404 without such a draft, 409 where it
 * is not published, or is referred to and must not be, and 412 where the draft has moved on.
 */
export async function withdrawIn(
  tx: Db,
  reference: string,
  { now: clock, precondition, ...terms }: WithdrawalRequest,
): Promise<Withdrawal> {
  await lockPublishing(tx)
  const now = clock()
  const locked = await drafts.lockDraft(tx, reference, terms.by)
  if (precondition) requireCurrent(precondition, drafts.draftTag(locked))
  return withdrawLocked(tx, locked, terms, now)
}
