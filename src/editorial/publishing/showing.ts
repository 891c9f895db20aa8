import { isDeepStrictEqual } from 'node:util'
import type { Content } from '../../atlas/content.ts'
import type { Db } from '../../database/database.ts'
import { sideBySide } from '../../database/transactions.ts'
import { conflict } from '../../problem.ts'
import { recompileDependents } from './dependents.ts'
import { announce, type Effect } from './effect.ts'
import { independentRuns } from './independence.ts'
import { type Compilation, compile } from './profile/compile.ts'
import { placeRegions } from './profile/regions.ts'
import { type StoredProfile, storeProfiles } from './profile/service.ts'
import type { PlacedRegion } from './profile/store.ts'
import { listTargets } from './references/published.ts'
import { storeReferences } from './references/service.ts'
import * as references from './references/store.ts'
import { type PublishedTarget, Targets, writtenTargets } from './references/targets.ts'
import { findableOf } from './search/findable.ts'
import { storeFindable, storeSearchRows } from './search/service.ts'

/** One revision on its way to the public. */
export interface Revised {
  id: string
  revision: number
  content: Content
  /** What it was compiled to before the lock was taken, good while its targets are these. */
  early?: { targets: PublishedTarget[]; compilation: Compilation }
}

/** What the public was shown. */
export interface Shown {
  outcome: 'published' | 'updated'
  /** What sanitising took away. */
  warnings: string[]
  /** What the document names that is not published. */
  waiting: string[]
}

/**
 * Makes revisions, of a community each, what the public sees, with all that this changes elsewhere; answers in their
 * order. The effect is that of one after another. The publishing lock must be held. Throws 422 for regions that are
 * wrong, 409 where a hierarchical relation would close a cycle.
 */
export async function show(
  tx: Db,
  revised: Revised[],
  siteUrl: string,
  now: Date,
): Promise<Shown[]> {
  const former = await references.listFormerNames(
    tx,
    revised.map(({ id }) => id),
  )
  const members = revised.map((item) => ({ ...item, isNew: !former.has(item.id) }))
  const runs = independentRuns(members, ({ id, content, isNew }) => ({
    names: [id, content.slug, ...(former.get(id) ?? [])],
    written: writtenTargets(content),
    isNew,
  }))
  const shown: Shown[] = []
  for (const run of runs) shown.push(...(await showTogether(tx, run, siteUrl, now)))
  return shown
}

interface Member extends Revised {
  isNew: boolean
}

interface Placed extends Member {
  compilation: Compilation
  targets: Targets
  regions: PlacedRegion[]
}

async function showTogether(tx: Db, run: Member[], siteUrl: string, now: Date): Promise<Shown[]> {
  const ids = run.map(({ id }) => id)
  const contents = run.map(({ content }) => content)
  const places = await placeRegions(tx, contents)
  const targetsOf = await targetsIn(tx, run)
  const members = run.map((member, index): Placed => {
    const found = targetsOf(member.content)
    const targets = new Targets(found, { id: member.id, slug: member.content.slug })
    const compilation = compiled(member, found, targets, siteUrl)
    return { ...member, compilation, targets, regions: places[index] ?? [] }
  })
  const known = members.filter(({ isNew }) => !isNew).map(({ id }) => id)
  const neighboursBefore = await references.listNeighbours(tx, known)
  const [stored, findable] = await sideBySide(
    storeProfiles(
      tx,
      members.map(({ compilation, ...member }) => ({ ...member, compiled: compilation.community })),
      now,
    ),
    findableOf(members.map(({ id, compilation: { community } }) => ({ id, community }))),
  )
  const renamed = ids.filter((_, index) => stored[index]?.renamed)
  // What was not public has no edges yet.
  const namedAnew = ids.filter((_, index) => stored[index]?.before && stored[index].renamed)
  const refer = async () => {
    await references.nameEnds(tx, namedAnew)
    await storeReferences(tx, members)
    return recompileDependents(tx, renamed, siteUrl, now, ids)
  }
  const [dependents] = await sideBySide(refer(), storeFindable(tx, ids, findable))
  await refuseCycle(tx, [...ids, ...dependents.ids])
  await storeSearchRows(tx, dependents.reworded)
  const neighboursAfter = await references.listNeighbours(tx, ids)
  const effects = members.map((member, index) => {
    const unseen = new Set(ids.slice(index + 1))
    const after = [...(neighboursAfter.get(member.id) ?? [])].filter(([id]) => !unseen.has(id))
    const before = neighboursBefore.get(member.id) ?? new Map()
    return effectOf(member, stored[index], before, new Map(after))
  })
  await announce(tx, effects, now)
  return members.map(({ compilation, targets, content }, index) => ({
    outcome: stored[index]?.before ? 'updated' : 'published',
    warnings: compilation.warnings,
    waiting: writtenTargets(content).filter((name) => !targets.community(name)),
  }))
}

/** What each document of a run names that is public, or new and about to be so with it. */
async function targetsIn(tx: Db, run: Member[]): Promise<(content: Content) => PublishedTarget[]> {
  const published = await listTargets(
    tx,
    run.map(({ content }) => content),
  )
  const fresh = run.filter(({ isNew }) => isNew).flatMap(asTargets)
  const byName = new Map(fresh.map((target) => [target.written, target]))
  return (content) => [
    ...published(content),
    ...writtenTargets(content).flatMap((name) => byName.get(name) ?? []),
  ]
}

function asTargets({ id, content: { slug, sections } }: Member): PublishedTarget[] {
  const named = sections.map((section) => ({ id: section.id, slugs: [section.slug] }))
  return [id, slug].map((written) => ({ written, id, slug, sections: named }))
}

function compiled(
  { content, early }: Member,
  found: PublishedTarget[],
  targets: Targets,
  siteUrl: string,
): Compilation {
  if (early && isDeepStrictEqual(early.targets, found)) return early.compilation
  return compile(content, targets, siteUrl)
}

function effectOf(
  { id, revision, compilation, regions }: Placed,
  stored: StoredProfile | undefined,
  neighboursBefore: references.Neighbours,
  neighboursAfter: references.Neighbours,
): Effect {
  const { before = null, renamed = true } = stored ?? {}
  const { slug, kind } = compilation.community
  const outcome = before ? 'updated' : 'published'
  const neighbours = [...new Set([...neighboursBefore.keys(), ...neighboursAfter.keys()])]
  return {
    change: { op: before && before.slug !== slug ? 'renamed' : outcome, id, slug, kind, revision },
    regionsBefore: before?.regions.map(({ regionId }) => regionId) ?? [],
    regionsAfter: regions.map(({ regionId }) => regionId),
    neighbours,
    // Whose texts were compiled anew because of it is a neighbour: the link is an edge.
    touched: neighbours.filter(
      (other) => renamed || neighboursBefore.get(other) !== neighboursAfter.get(other),
    ),
  }
}

/** Throws a 409 where a hierarchical relation leads from one of these communities back to it. */
export async function refuseCycle(tx: Db, ids: string[]): Promise<void> {
  const cycle = await references.findCycle(tx, ids)
  if (!cycle) return
  const { relation, slug, through } = cycle
  throw conflict('reference-cycle', `“${slug}” would be ${relation} itself, through “${through}”.`)
}
