import { isDeepStrictEqual } from 'node:util'
import type { Content } from '../../atlas/content.ts'
import { lacksForPublication } from '../../atlas/publishable.ts'
import type { Actor } from '../../authorship.ts'
import type { Database, Db } from '../../database/database.ts'
import { transactionally } from '../../database/transactions.ts'
import { recordAudit } from '../../integration/audit/service.ts'
import { type Precondition, requireCurrent } from '../../precondition.ts'
import { conflict, unprocessable } from '../../problem.ts'
import * as drafts from '../drafts/service.ts'
import { lockPublishing } from './changes/store.ts'
import { recompileDependents } from './dependents.ts'
import { announce } from './effect.ts'
import { compile } from './profile/compile.ts'
import { placeRegions } from './profile/regions.ts'
import { storeProfile } from './profile/service.ts'
import * as profiles from './profile/store.ts'
import { storeReferences } from './references/service.ts'
import * as references from './references/store.ts'
import { Targets, writtenTargets } from './references/targets.ts'

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
  refuseIncomplete(content)
  const { id } = locked
  const { slug } = content
  if (locked.publishedRevision === revision && locked.status === 'published') {
    return { outcome: 'unchanged', id, slug, revision, warnings: [], waiting: [], draft: locked }
  }
  const found = await references.listPublishedTargets(tx, written)
  const targets = new Targets(found, self)
  const compiled = isDeepStrictEqual(found, seen) ? early : compile(content, targets, siteUrl)
  const outcome = await show(tx, id, revision, content, targets, compiled.community, siteUrl, now)
  const published = await drafts.markPublished(tx, locked, revision, by.author, now)
  const target = { type: 'community', id, slug, revision }
  await recordAudit(tx, { ...by, message: null, now }, 'community.published', target)
  const waiting = written.filter((name) => !targets.community(name))
  const { warnings } = compiled
  return { outcome, id, slug, revision, warnings, waiting, draft: published }
}

function refuseIncomplete(content: Content): void {
  const lacks = lacksForPublication(content)
  if (lacks.length === 0) return
  const faults = lacks.map((lack) => ({ ...lack, code: 'missing' }))
  throw unprocessable('not-publishable', `“${content.slug}” is not complete.`, faults)
}

async function show(
  tx: Db,
  id: string,
  revision: number,
  content: Content,
  targets: Targets,
  compiled: ReturnType<typeof compile>['community'],
  siteUrl: string,
  now: Date,
): Promise<'published' | 'updated'> {
  const regions = await placeRegions(tx, content)
  const neighboursBefore = await references.listNeighbours(tx, id)
  const { before, renamed } = await storeProfile(tx, id, revision, compiled, regions, now)
  await storeReferences(tx, id, content, targets)
  const { ids: dependents, recompiled } = renamed
    ? await recompileDependents(tx, id, siteUrl, now)
    : { ids: [], recompiled: [] }
  await refuseCycle(tx, [id, ...dependents])
  const neighboursAfter = await references.listNeighbours(tx, id)
  const neighbours = [...new Set([...neighboursBefore.keys(), ...neighboursAfter.keys()])]
  const changedNeighbours = neighbours.filter(
    (other) => renamed || neighboursBefore.get(other) !== neighboursAfter.get(other),
  )
  const { slug, kind } = compiled
  const outcome = before ? 'updated' : 'published'
  const op = before && before.slug !== slug ? 'renamed' : outcome
  await announce(
    tx,
    {
      change: { op, id, slug, kind, revision },
      regionsBefore: before?.regions.map(({ regionId }) => regionId) ?? [],
      regionsAfter: regions.map(({ regionId }) => regionId),
      neighbours,
      touched: [...new Set([...changedNeighbours, ...recompiled])],
    },
    now,
  )
  return outcome
}

async function refuseCycle(tx: Db, ids: string[]): Promise<void> {
  const cycle = await references.findCycle(tx, ids)
  if (!cycle) return
  const { relation, slug, through } = cycle
  throw conflict('reference-cycle', `“${slug}” would be ${relation} itself, through “${through}”.`)
}

/** Takes a community off the public side, in a transaction of its own. Throws as `withdrawIn` does. */
export function withdraw(
  { prisma }: Pick<Database, 'prisma'>,
  reference: string,
  request: Omit<PublicationRequest, 'revision'>,
): Promise<drafts.DraftRow> {
  return transactionally(prisma, (tx) => withdrawIn(tx, reference, request))
}

/**
 * Takes a community off the public side; its draft and revisions stay. Throws 404 without such a draft, 409 where it
 * is not published and 412 where the draft has moved on.
 */
export async function withdrawIn(
  tx: Db,
  reference: string,
  { siteUrl, by, now: clock, precondition }: Omit<PublicationRequest, 'revision'>,
): Promise<drafts.DraftRow> {
  await lockPublishing(tx)
  const now = clock()
  const locked = await drafts.lockDraft(tx, reference, by)
  if (precondition) requireCurrent(precondition, drafts.draftTag(locked))
  const { id } = locked
  const before = await profiles.findPublished(tx, id)
  if (!before) throw conflict('not-published', `“${locked.slug}” is not published.`)
  const neighbours = [...(await references.listNeighbours(tx, id)).keys()]
  await profiles.deleteCommunity(tx, id)
  await profiles.insertTombstones(tx, 'community', [id], now)
  const sectionIds = before.sections.map((section) => section.id)
  await profiles.insertTombstones(tx, 'section', sectionIds, now)
  await references.deleteStandingReferences(tx, id)
  const withdrawn = await drafts.markWithdrawn(tx, locked, by.author, now)
  const { recompiled } = await recompileDependents(tx, id, siteUrl, now)
  const { slug, kind, revision } = before
  const change = { op: 'withdrawn', id, slug, kind, revision }
  const regionsBefore = before.regions.map(({ regionId }) => regionId)
  const touched = [...new Set([...neighbours, ...recompiled])]
  await announce(tx, { change, regionsBefore, regionsAfter: [], neighbours, touched }, now)
  const target = { type: 'community', id, slug, revision }
  await recordAudit(tx, { ...by, message: null, now }, 'community.withdrawn', target)
  return withdrawn
}
