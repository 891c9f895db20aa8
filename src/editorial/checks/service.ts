import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import type { Actor, Reach } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { badRequest } from '../../problem.ts'
import { listDraftIds } from '../drafts/service.ts'
import { listReached } from '../suggestions/service.ts'
import { type Finding, orderKey } from './finding.ts'
import { findingsIn } from './findings.ts'
import { lostTarget } from './lost-target.ts'
import { type CheckName, checkValues } from './schema.ts'
import * as store from './store.ts'
import { targetKey, targetsOf } from './targets.ts'

export interface ChecksWanted {
  checks?: readonly CheckName[] | undefined
  ids?: string[] | undefined
  status?: string[] | undefined
  regionIds?: string[] | undefined
  staleBefore: Date
}

export interface Checked {
  draft: store.CheckedDraft
  finding: Finding
}

/** Behind a finding of a draft, or behind the whole draft. */
const Place = z.tuple([z.uuid(), z.string().nullable()])
type Place = z.infer<typeof Place>

export interface ChecksPage {
  found: Checked[]
  /** Null where there is nothing left to look at. */
  next: Place | null
}

/** Drafts are read so many at a time, and so many batches a request: what they hold may be long. */
const draftsAtOnce = 50
const batchesAtMost = 20

/**
 * One page of what wants mending, by community and then by check. It may hold less than the limit, or nothing, where
 * there is more: a request looks at a thousand communities at most.
 */
export async function listChecks(
  db: Db,
  wanted: ChecksWanted,
  { reach }: Actor,
  after: readonly unknown[] | undefined,
  limit: number,
): Promise<ChecksPage> {
  const scan = await scanOf(db, wanted, reach)
  const found: Checked[] = []
  let place = after ? Place.parse(after) : null
  for (let batch = 0; batch < batchesAtMost; batch += 1) {
    const drafts = await store.listCheckedDrafts(db, scan.filter, positionOf(place), draftsAtOnce)
    const isFull = await fill(found, checkedIn(db, scan, drafts), place, limit)
    const shown = found.at(-1)
    if (isFull && shown) return { found, next: placeOf(shown) }
    const last = drafts.at(-1)
    if (!last || drafts.length < draftsAtOnce) return { found, next: null }
    place = [last.id, null]
  }
  return { found, next: place }
}

/** Whether there was more than there is room for. */
async function fill(
  found: Checked[],
  source: AsyncIterable<Checked>,
  place: Place | null,
  limit: number,
): Promise<boolean> {
  for await (const checked of source) {
    if (isBehind(checked, place)) continue
    if (found.length === limit) return true
    found.push(checked)
  }
  return false
}

interface Scan {
  checks: ReadonlySet<CheckName>
  filter: store.CheckedDrafts
  isReached: (draftId: string) => boolean
}

async function scanOf(
  db: Db,
  { checks = checkValues, ...filter }: ChecksWanted,
  reach: Reach | null,
): Promise<Scan> {
  const reached = reach && (await listReached(db, reach))
  const stale = checks.includes('stale-draft')
  const placeless = checks.includes('no-region')
  const needsContent = checks.length > Number(stale) + Number(placeless)
  return {
    checks: new Set(checks),
    filter: { ...filter, reach, only: needsContent ? null : { stale, placeless } },
    isReached: (id) => reached === null || reached.has(id),
  }
}

async function* checkedIn(
  db: Db,
  { checks, isReached }: Scan,
  drafts: store.CheckedDraft[],
): AsyncGenerator<Checked> {
  const rows = await store.listTargets(db, targetsOf(drafts.map(({ content }) => content)))
  const known = new Map(rows.map((row) => [targetKey(row), row]))
  for (const draft of drafts) {
    // Long texts must not keep other requests waiting.
    await setImmediate()
    const findings = findingsIn(draft, checks, (target) => {
      const row = known.get(targetKey(target))
      // Its own texts may link to a community before it is published.
      return row && row.draft?.id !== draft.id ? lostTarget(row, isReached) : null
    })
    for (const finding of findings) yield { draft, finding }
  }
}

/** Everything in one document that wants mending, but for what only time does to it. */
export async function checkContent(
  db: Db,
  draft: store.CheckedDraft,
  { reach }: Actor,
): Promise<Finding[]> {
  const checks = checkValues.filter((check) => check !== 'stale-draft' && check !== 'no-region')
  const scan = await scanOf(db, { checks, staleBefore: new Date(0) }, reach)
  const findings: Finding[] = []
  for await (const { finding } of checkedIn(db, scan, [draft])) findings.push(finding)
  return findings
}

const positionOf = (place: Place | null): store.Position | undefined =>
  place ? { draftId: place[0], inclusive: place[1] !== null } : undefined

const isBehind = ({ draft, finding }: Checked, place: Place | null): boolean =>
  place !== null && place[0] === draft.id && place[1] !== null && orderKey(finding) <= place[1]

const placeOf = ({ draft, finding }: Checked): Place => [draft.id, orderKey(finding)]

/** The ids of the communities that a filter names. Throws a 400 that names every one the caller may not know. */
export async function resolveCommunityFilter(
  db: Db,
  references: string[],
  { reach }: Actor,
): Promise<string[]> {
  const ids = await listDraftIds(db, references)
  const reached = reach && (await listReached(db, reach))
  const isKnown = (id: string | undefined) => id !== undefined && (!reached || reached.has(id))
  const unknown = references.filter((reference) => !isKnown(ids.get(reference)))
  if (unknown.length === 0) return [...ids.values()]
  throw badRequest(
    unknown.map((reference) => ({
      parameter: 'community',
      code: 'unknown-community',
      detail: `There is no community “${reference}”.`,
    })),
  )
}
