import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Content } from '../../atlas/content.ts'
import type { Actor } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { type DraftRow, listDraftIds } from '../drafts/service.ts'
import { writtenTargets } from '../publishing/references/targets.ts'
import { findRegions } from '../regions/service.ts'
import type { Catalogue } from './catalogue.ts'
import { type Mention, mentionsIn } from './finding.ts'
import * as store from './store.ts'
import { type Target, viewOf } from './view.ts'

export const { deleteRejection, insertRejections, listReached, listRejected } = store

/** A cross-reference or a region that the texts of a community imply and nobody has made yet. */
export interface Suggestion extends Mention {
  /** The same for the same community and target, wherever the text says it. */
  id: string
}

/** Suggestions in their order, those that somebody rejected apart from the others. */
export interface Suggestions {
  open: Suggestion[]
  rejected: Suggestion[]
}

/** What the newest content of a draft implies, as far as the caller may know of it. */
export async function readSuggestions(
  db: Db,
  catalogue: Catalogue,
  draft: Pick<DraftRow, 'id'>,
  content: Content,
  { reach }: Actor,
): Promise<Suggestions> {
  const reached = reach && (await store.listReached(db, reach))
  const made = await listMade(db, draft.id, content)
  const rejectedIds = await store.listRejected(db, draft.id)
  const view = viewOf(catalogue, reached)
  const mentions = await mentionsIn(content, catalogue.index, view, ({ id }) => !made.has(id))
  const all = mentions
    .map((mention): Suggestion => ({ id: idOf(draft.id, mention.target), ...mention }))
    .toSorted((a, b) => compareRanks(rankOf(a), rankOf(b)))
  return {
    open: all.filter(({ id }) => !rejectedIds.has(id)),
    rejected: all.filter(({ id }) => rejectedIds.has(id)),
  }
}

/** The ids of itself, and of what it refers to, links to or lies in already. */
async function listMade(db: Db, draftId: string, content: Content): Promise<Set<string>> {
  const referred = await listDraftIds(db, writtenTargets(content))
  const regions = await findRegions(
    db,
    content.regions.map(({ region }) => region),
  )
  return new Set([draftId, ...referred.values(), ...[...regions.values()].map(({ id }) => id)])
}

const idOf = (draftId: string, { type, id }: Target): string =>
  createHash('sha256').update(`${draftId} ${type} ${id}`).digest('base64url').slice(0, 22)

/** Occurrences, name and id. */
export const Rank = z.tuple([z.int(), z.string(), z.string()])
type Rank = z.infer<typeof Rank>

/** Where a suggestion stands: what is said most often first, then by name. */
export const rankOf = ({ id, occurrences, target }: Suggestion): Rank => [
  occurrences,
  target.type === 'community' ? target.title : target.name,
  id,
]

/** Negative where the first comes before the second. */
export function compareRanks(a: Rank, b: Rank): number {
  if (a[0] !== b[0]) return b[0] - a[0]
  const [left, right] = a[1] === b[1] ? [a[2], b[2]] : [a[1], b[1]]
  return left < right ? -1 : left > right ? 1 : 0
}
