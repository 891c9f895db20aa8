import type { Content } from '../../atlas/content.ts'
import { type ContentDiff, diffContents } from '../../atlas/editing/content-diff.ts'
import type { Db } from '../../database/database.ts'
import { notFound, Problem } from '../../problem.ts'
import * as store from './store.ts'

export type { RevisionRow } from './store.ts'
export const { countRevisions, listRevisions } = store

/** A revision with what it says. */
export type ReadRevision = store.RevisionRow & { content: Content }

/** One revision of a draft; throws 404 where there is none, 410 where it was purged. */
export async function getRevision(
  db: Db,
  { id }: { id: string },
  number: number,
): Promise<ReadRevision> {
  const found = await store.findRevision(db, id, number)
  if (!found) throw notFound('revision', String(number))
  const { content, ...row } = found
  if (!content) throw new Problem('gone', { detail: `Revision ${number} was purged.` })
  return { ...row, content }
}

/** What is known of one revision, purged or not, besides its content; null where there is none. */
export async function findHistory(
  db: Db,
  { id }: { id: string },
  number: number,
): Promise<store.RevisionRow | null> {
  const found = await store.findRevision(db, id, number)
  if (!found) return null
  const { content: _content, ...row } = found
  return row
}

/** What one revision says otherwise than another. Throws as `getRevision` does. */
export async function diffRevisions(
  db: Db,
  draft: { id: string },
  from: number,
  to: number,
): Promise<ContentDiff> {
  const earlier = await getRevision(db, draft, from)
  const later = await getRevision(db, draft, to)
  return diffContents(earlier.content, later.content)
}
