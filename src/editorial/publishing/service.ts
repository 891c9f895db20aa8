import { isDeepStrictEqual } from 'node:util'
import type { Content } from '../../atlas/content.ts'
import { lacksForPublication } from '../../atlas/publishable.ts'
import type { Database, Db } from '../../database/database.ts'
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
  revision?: number
  siteUrl: string
  author: string
  /** Asked under the publishing lock, so that times follow the order of commits. */
  now: () => Date
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
}

/** How long a publication may wait for others and may take itself. */
const patience = { maxWait: 30_000, timeout: 60_000 }

/**
 * Shows one revision of a draft to the public. Compiles first, then makes everything visible in one transaction
 * under the publishing lock. Throws 404 without such a draft or revision, 422 where something is missing, 409 where
 * a hierarchical relation would close a cycle.
 */
export async function publishRevision(
  { prisma }: Pick<Database, 'prisma'>,
  reference: string,
  request: PublicationRequest,
): Promise<Publication> {
  const draft = await drafts.getDraft(prisma, reference)
  const revision = request.revision ?? draft.revision
  const content = await drafts.getContent(prisma, draft, revision)
  refuseIncomplete(content)
  const written = writtenTargets(content)
  const seen = await references.listPublishedTargets(prisma, written)
  const self = { id: draft.id, slug: content.slug }
  const early = compile(content, new Targets(seen, self), request.siteUrl)
  return prisma.$transaction(async (tx) => {
    await lockPublishing(tx)
    const now = request.now()
    const locked = await drafts.lockDraft(tx, draft.id)
    const { id } = locked
    if (locked.publishedRevision === revision) {
      return { outcome: 'unchanged', id, slug: content.slug, revision, warnings: [], waiting: [] }
    }
    const found = await references.listPublishedTargets(tx, written)
    const targets = new Targets(found, self)
    const compiled = isDeepStrictEqual(found, seen)
      ? early
      : compile(content, targets, request.siteUrl)
    const outcome = await show(
      tx,
      id,
      revision,
      content,
      targets,
      compiled.community,
      request.siteUrl,
      now,
    )
    await drafts.markPublished(tx, locked, revision, { author: request.author, now })
    const waiting = written.filter((target) => !targets.community(target))
    const { warnings } = compiled
    return { outcome, id, slug: content.slug, revision, warnings, waiting }
  }, patience)
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

/**
 * Takes a community off the public side; its draft and revisions stay. Throws 404 without such a draft and 409
 * where it is not published.
 */
export async function withdraw(
  { prisma }: Pick<Database, 'prisma'>,
  reference: string,
  { siteUrl, author, now: clock }: Omit<PublicationRequest, 'revision'>,
): Promise<{ id: string; slug: string }> {
  const draft = await drafts.getDraft(prisma, reference)
  return prisma.$transaction(async (tx) => {
    await lockPublishing(tx)
    const now = clock()
    const locked = await drafts.lockDraft(tx, draft.id)
    const { id } = locked
    const before = await profiles.findPublished(tx, id)
    if (!before) throw conflict('not-published', `“${locked.slug}” is not published.`)
    const neighbours = [...(await references.listNeighbours(tx, id)).keys()]
    await profiles.deleteCommunity(tx, id)
    await profiles.insertTombstones(tx, 'community', [id], now)
    await profiles.insertTombstones(
      tx,
      'section',
      before.sections.map((section) => section.id),
      now,
    )
    await references.deleteStandingReferences(tx, id)
    await drafts.markWithdrawn(tx, locked, { author, now })
    const { recompiled } = await recompileDependents(tx, id, siteUrl, now)
    const { slug, kind, revision } = before
    const change = { op: 'withdrawn', id, slug, kind, revision }
    const regionsBefore = before.regions.map(({ regionId }) => regionId)
    const touched = [...new Set([...neighbours, ...recompiled])]
    await announce(tx, { change, regionsBefore, regionsAfter: [], neighbours, touched }, now)
    return { id, slug }
  }, patience)
}
