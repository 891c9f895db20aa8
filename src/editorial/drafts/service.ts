import type { Content } from '../../atlas/content.ts'
import type { Actor } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { conflict, forbidden, hidden, notFound } from '../../problem.ts'
import { isWithin } from '../regions/service.ts'
import * as store from './store.ts'

export type { DraftRow } from './store.ts'
export const { countDrafts, listDraftIds, listDrafts, lockDrafts } = store

/** The draft that a reference means; throws 404 where there is none within the actor's reach. */
export async function getDraft(db: Db, reference: string, by: Actor): Promise<store.DraftRow> {
  return within(db, await store.findDraft(db, reference), reference, by)
}

/**
 * Reads a draft and holds it against other writers until the transaction ends; throws 404 where there is none within
 * the actor's reach.
 */
export async function lockDraft(tx: Db, reference: string, by: Actor): Promise<store.DraftRow> {
  return within(tx, await store.lockDraft(tx, reference), reference, by)
}

/** The same for a draft that may not exist yet; throws 403 where it exists and is out of reach. */
export async function lockDraftIfAny(
  tx: Db,
  reference: string,
  by: Actor,
): Promise<store.DraftRow | null> {
  const draft = await store.lockDraft(tx, reference)
  if (draft) await requireReach(tx, by, draft)
  return draft
}

/** The same for changes: throws 409 where the draft is in the trash. */
export async function lockLiveDraft(tx: Db, reference: string, by: Actor): Promise<store.DraftRow> {
  return live(await lockDraft(tx, reference, by))
}

/** The same with the newest content, for changes of it. */
export async function lockLiveContent(
  tx: Db,
  reference: string,
  by: Actor,
): Promise<{ draft: store.DraftRow; content: Content }> {
  const found = await store.lockDraftWithContent(tx, reference)
  const draft = live(await within(tx, found?.draft ?? null, reference, by))
  return { draft, content: known(found?.content ?? null, draft.revision) }
}

function live(draft: store.DraftRow): store.DraftRow {
  if (draft.trashedAt) throw conflict('in-trash', `“${draft.slug}” is in the trash.`)
  return draft
}

async function within(
  db: Db,
  draft: store.DraftRow | null,
  reference: string,
  by: Actor,
): Promise<store.DraftRow> {
  if (!draft) throw notFound('community', reference)
  // What the key cannot reach it cannot see either.
  if (!(await reaches(db, by, draft))) throw hidden('community', reference)
  return draft
}

async function reaches(
  db: Db,
  { reach }: Actor,
  { id, regionIds }: Pick<store.DraftRow, 'id' | 'regionIds'>,
): Promise<boolean> {
  if (!reach || reach.communityIds.includes(id)) return true
  return isWithin(db, regionIds, reach.regionIds)
}

/** Throws 403 where a community is, or would come to be, out of the actor's reach. */
export async function requireReach(
  db: Db,
  by: Actor,
  draft: Pick<store.DraftRow, 'id' | 'regionIds'>,
): Promise<void> {
  if (await reaches(db, by, draft)) return
  throw forbidden('The key is limited to other regions and communities.')
}

/** The content of one revision; throws 404 where there is none, or none any more. */
export async function getContent(db: Db, { id }: { id: string }, number: number): Promise<Content> {
  return known(await store.findContent(db, id, number), number)
}

function known(content: Content | null, number: number): Content {
  if (!content) throw notFound('revision', String(number))
  return content
}

/** The contents of such revisions of several drafts, by draft; throws 404 where one is missing. */
export async function listContents(
  db: Db,
  revisions: { id: string; number: number }[],
): Promise<Map<string, Content>> {
  const contents = await store.listContents(db, revisions)
  const missing = revisions.find(({ id }) => !contents.has(id))
  if (missing) throw notFound('revision', String(missing.number))
  return contents
}

/** The strong entity tag of a draft as a whole. */
export const draftTag = ({ version }: Pick<store.DraftRow, 'version'>): string => `"${version}"`

/** Who waited for a draft began earlier than who held it; its history goes forward all the same. */
export const notBefore = ({ updatedAt }: store.DraftRow, now: Date): Date =>
  now < updatedAt ? updatedAt : now

/** Notes which revisions of locked drafts the public sees; answers the drafts as they are then, in their order. */
export async function markPublished(
  tx: Db,
  chosen: { draft: store.DraftRow; revision: number }[],
  author: string,
  now: Date,
): Promise<store.DraftRow[]> {
  const published = chosen.map(({ draft, revision }) => ({
    ...draft,
    status: 'published' as const,
    publishedRevision: revision,
    version: draft.version + 1,
    updatedAt: notBefore(draft, now),
    updatedBy: author,
  }))
  await store.markPublished(tx, published)
  return published
}

/** Notes that the public sees none. */
export function markWithdrawn(
  tx: Db,
  draft: store.DraftRow,
  author: string,
  now: Date,
): Promise<store.DraftRow> {
  const change = { status: 'archived', publishedRevision: null } as const
  return store.markChanged(tx, draft.id, {
    ...change,
    updatedAt: notBefore(draft, now),
    updatedBy: author,
  })
}

/** Notes a step of the workflow that concerns neither content nor public. */
export function markStatus(
  tx: Db,
  draft: store.DraftRow,
  status: store.DraftRow['status'],
  author: string,
  now: Date,
): Promise<store.DraftRow> {
  return store.markChanged(tx, draft.id, {
    status,
    updatedAt: notBefore(draft, now),
    updatedBy: author,
  })
}

/** Notes that a draft went to the trash, or came back. */
export function markTrashed(
  tx: Db,
  draft: store.DraftRow,
  trashedAt: Date | null,
  author: string,
  now: Date,
): Promise<store.DraftRow> {
  return store.markChanged(tx, draft.id, {
    trashedAt,
    updatedAt: notBefore(draft, now),
    updatedBy: author,
  })
}

/** Raises the version of a locked draft about which something else changed, such as its schedule. */
export function markTouched(
  tx: Db,
  draft: store.DraftRow,
  author: string,
  now: Date,
): Promise<store.DraftRow> {
  return store.markChanged(tx, draft.id, { updatedAt: notBefore(draft, now), updatedBy: author })
}

/** Remembers that the newest revision came from a document, so that a later edit can be told from it. */
export async function markImported(tx: Db, { id, revision }: store.DraftRow): Promise<void> {
  await store.markImported(tx, id, revision)
}

/** Whether no draft was written by anybody else. */
export const isWrittenOnlyBy = async (db: Db, author: string): Promise<boolean> =>
  !(await store.isAnyDraftNotBy(db, author))
