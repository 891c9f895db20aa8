import type { Actor } from '../../authorship.ts'
import type { Database, Db } from '../../database/database.ts'
import { transactionally } from '../../database/transactions.ts'
import { recordAudit, recordAudits } from '../../integration/audit/service.ts'
import { type Precondition, requireCurrent } from '../../precondition.ts'
import * as drafts from '../drafts/service.ts'
import { lockPublishing } from './changes/store.ts'
import { refuseIncomplete } from './completeness.ts'
import { compile } from './profile/compile.ts'
import { listTargets } from './references/published.ts'
import { Targets } from './references/targets.ts'
import { type Revised, show } from './showing.ts'
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
  const found = (await listTargets(tx, [content]))(content)
  const targets = new Targets(found, { id: draft.id, slug: content.slug })
  const early = { targets: found, compilation: compile(content, targets, siteUrl) }
  await lockPublishing(tx)
  const now = request.now()
  const locked = await drafts.lockLiveDraft(tx, draft.id, by)
  if (request.precondition) requireCurrent(request.precondition, drafts.draftTag(locked))
  // It may have been purged while this waited.
  await drafts.getContent(tx, locked, revision)
  const chosen = { draft: locked, revision, content, early }
  const [publication] = await publishLocked(tx, [chosen], { by, siteUrl }, now)
  if (!publication) throw new Error('What was to be published has no outcome.')
  return publication
}

/** A revision that somebody chose for the public, and its draft. */
export interface Chosen extends Omit<Revised, 'id'> {
  draft: drafts.DraftRow
}

/**
 * Shows revisions of drafts, each locked and not in the trash, under the publishing lock; answers in their order.
 * Throws as `show` does, and 422 where something is missing.
 */
export async function publishLocked(
  tx: Db,
  chosen: Chosen[],
  { by, siteUrl }: Pick<PublicationRequest, 'by' | 'siteUrl'>,
  now: Date,
): Promise<Publication[]> {
  for (const { content } of chosen) refuseIncomplete(content)
  const differing = chosen.filter(({ draft, revision }) => draft.publishedRevision !== revision)
  const revised = differing.map(({ draft, ...rest }) => ({ ...rest, id: draft.id }))
  const shown = await show(tx, revised, siteUrl, now)
  const published = await drafts.markPublished(tx, differing, by.author, now)
  const targets = differing.map(({ draft, revision, content }) => ({
    ...{ type: 'community', id: draft.id, slug: content.slug, revision },
  }))
  await recordAudits(tx, { ...by, message: null, now }, 'community.published', targets)
  const publications: Publication[] = []
  for (const item of chosen) {
    const { revision, content } = item
    const { id } = item.draft
    const { slug } = content
    const index = differing.indexOf(item)
    const [seen, draft] = [shown[index], published[index]]
    publications.push(
      seen && draft
        ? { ...seen, id, slug, revision, draft }
        : {
            ...{ outcome: 'unchanged', id, slug, revision, warnings: [], waiting: [] },
            draft: await endReview(tx, item.draft, by, now),
          },
    )
  }
  return publications
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
