import { isDeepStrictEqual } from 'node:util'
import type { Content } from '../../atlas/content.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { createDraft, saveRevision } from '../drafts/revising.ts'
import * as drafts from '../drafts/service.ts'
import { type ItemNotice, Refusal } from './refusal.ts'

/** What an item is about, where it is there already. */
export interface Existing {
  draft: drafts.DraftRow
  content: Content
}

/** What became of an item that was taken. */
export interface Stored {
  outcome: 'created' | 'updated' | 'unchanged'
  slug: string
  revision: number
  warnings: ItemNotice[]
}

/** Holds the community with this slug, or one that was once its; null where there is none yet. */
export async function existingOf(
  tx: Db,
  slug: string,
  by: Authorship,
  line: number,
): Promise<Existing | null> {
  const draft = await drafts.lockDraftIfAny(tx, slug, by)
  if (!draft) return null
  if (draft.trashedAt) throw refuse(line, 'in-trash', `“${draft.slug}” is in the trash`)
  return { draft, content: await drafts.getContent(tx, draft, draft.revision) }
}

/** Stores what an item says, as the newest revision of what it is about, unless that says the same. */
export async function storeContent(
  tx: Db,
  by: Authorship,
  existing: Existing | null,
  content: Content,
  { overwrite, line, slug: stated }: { overwrite: boolean; line: number; slug: string },
): Promise<Stored> {
  if (!existing) {
    const draft = await createDraft(tx, content, by)
    await drafts.markImported(tx, draft)
    return { outcome: 'created', slug: draft.slug, revision: draft.revision, warnings: [] }
  }
  const { draft, content: before } = existing
  const { slug, revision } = draft
  const warnings = slug === stated ? [] : [renamed(line, stated, slug)]
  if (isDeepStrictEqual(before, content)) return { outcome: 'unchanged', slug, revision, warnings }
  if (draft.importedRevision !== revision && !overwrite) {
    const message = `“${slug}” was edited since its last import, in revision ${revision}`
    throw refuse(line, 'edited-since', message)
  }
  const edited = await saveRevision(tx, draft, content, by, before)
  await drafts.markImported(tx, edited)
  return { outcome: 'updated', slug, revision: edited.revision, warnings }
}

const renamed = (line: number, stated: string, slug: string): ItemNotice => ({
  line,
  code: 'renamed',
  message: `“${stated}” is called “${slug}” now; it keeps that slug`,
})

const refuse = (line: number, code: string, message: string) =>
  new Refusal([{ line, code, message }])
