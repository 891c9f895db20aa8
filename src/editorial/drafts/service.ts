import { isDeepStrictEqual } from 'node:util'
import type { Content } from '../../atlas/content.ts'
import { newId } from '../../atlas/identity.ts'
import type { Db } from '../../database/database.ts'
import { conflict, notFound } from '../../problem.ts'
import * as store from './store.ts'

/** Who writes, why and when. */
export interface Authorship {
  author: string
  message: string | null
  now: Date
}

/** The draft that a reference means; throws 404 where there is none. */
export async function getDraft(db: Db, reference: string): Promise<store.DraftRow> {
  const draft = await store.findDraft(db, reference)
  if (!draft) throw notFound('community', reference)
  return draft
}

/** Reads a draft and holds it against other writers until the transaction ends; throws 404 where there is none. */
export async function lockDraft(tx: Db, reference: string): Promise<store.DraftRow> {
  const draft = await store.lockDraft(tx, reference)
  if (!draft) throw notFound('community', reference)
  return draft
}

/** The same for a draft that may not exist yet. */
export const lockDraftIfAny = store.lockDraft

export const isSameContent = (one: Content | null, other: Content): boolean =>
  isDeepStrictEqual(one, other)

/** Remembers that the newest revision came from a document, so that a later edit can be told from it. */
export async function markImported(tx: Db, { id, revision }: store.DraftRow): Promise<void> {
  await store.markImported(tx, id, revision)
}

/** The content of one revision; throws 404 where there is none. */
export async function getContent(db: Db, { id }: { id: string }, number: number): Promise<Content> {
  const content = await store.findContent(db, id, number)
  if (!content) throw notFound('revision', String(number))
  return content
}

/** Stores the first revision of a new community. The slug must never have belonged to another one. */
export async function createDraft(
  tx: Db,
  content: Content,
  by: Authorship,
): Promise<store.DraftRow> {
  const id = newId()
  const inserted = await store.insertDraft(tx, {
    id,
    slug: content.slug,
    version: 1,
    revision: 1,
    createdAt: by.now,
    updatedAt: by.now,
    updatedBy: by.author,
  })
  if (!inserted) throw slugTaken(content.slug)
  await claimSlug(tx, content.slug, id)
  const draft = await store.getDraft(tx, id)
  await insertRevision(tx, draft, content, by)
  return draft
}

/** Stores a new revision of a locked draft; content equal to the newest one changes nothing. */
export async function saveRevision(
  tx: Db,
  draft: store.DraftRow,
  content: Content,
  by: Authorship,
): Promise<store.DraftRow> {
  const newest = await store.findContent(tx, draft.id, draft.revision)
  if (isSameContent(newest, content)) return draft
  await claimSlug(tx, content.slug, draft.id)
  const edited = await store.markEdited(tx, draft.id, {
    slug: content.slug,
    revision: draft.revision + 1,
    updatedAt: by.now,
    updatedBy: by.author,
  })
  await insertRevision(tx, edited, content, by)
  return edited
}

function insertRevision(tx: Db, draft: store.DraftRow, content: Content, by: Authorship) {
  const { author, message, now } = by
  const { id: draftId, revision: number } = draft
  return store.insertRevision(tx, { draftId, number, content, author, message, createdAt: now })
}

async function claimSlug(tx: Db, slug: string, draftId: string): Promise<void> {
  const owner = await store.claimSlug(tx, slug, draftId)
  if (owner !== draftId) throw slugTaken(slug)
}

const slugTaken = (slug: string) =>
  conflict('slug-taken', `The slug “${slug}” belongs or once belonged to another community.`)

/** Notes which revision the public sees. */
export async function markPublished(
  tx: Db,
  draft: store.DraftRow,
  revision: number,
  { author, now }: Pick<Authorship, 'author' | 'now'>,
): Promise<void> {
  const status = 'published'
  const change = { status, publishedRevision: revision, updatedAt: now, updatedBy: author } as const
  await store.markEdited(tx, draft.id, change)
}

/** Notes that the public sees none. */
export async function markWithdrawn(
  tx: Db,
  draft: store.DraftRow,
  { author, now }: Pick<Authorship, 'author' | 'now'>,
): Promise<void> {
  const status = 'archived'
  const change = { status, publishedRevision: null, updatedAt: now, updatedBy: author } as const
  await store.markEdited(tx, draft.id, change)
}

/** Whether no draft was written by anybody else. */
export const isWrittenOnlyBy = async (db: Db, author: string): Promise<boolean> =>
  (await store.countDraftsNotBy(db, author)) === 0
