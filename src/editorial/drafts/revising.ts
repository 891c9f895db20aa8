import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Content } from '../../atlas/content.ts'
import { changedParts, changedPaths } from '../../atlas/editing/changed-paths.ts'
import type { Merged } from '../../atlas/editing/edit-fault.ts'
import { newId } from '../../atlas/identity.ts'
import { sortKey } from '../../atlas/sort-key.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { recordAudit } from '../../integration/audit/service.ts'
import { type Precondition, requireCurrent } from '../../precondition.ts'
import { conflict } from '../../problem.ts'
import { findRegions } from '../regions/service.ts'
import { getContent, lockLiveDraft, notBefore, requireReach } from './service.ts'
import { settled } from './settling.ts'
import * as store from './store.ts'

export interface Edited {
  draft: store.DraftRow
  content: Content
  /** The content before; null for a new community. */
  before: Content | null
}

/**
 * One edit of a draft: holds it, lets `edit` check the precondition and say what the content shall be, and stores that
 * as a new revision. Throws 404, 409 in the trash, what `edit` throws, and 422 with every fault of the content.
 */
export async function editDraft(
  tx: Db,
  reference: string,
  by: Authorship,
  edit: (content: Content, draft: store.DraftRow) => Merged,
): Promise<Edited> {
  const draft = await lockLiveDraft(tx, reference, by)
  const before = await getContent(tx, draft, draft.revision)
  const content = await settled(tx, edit(before, draft))
  return { draft: await saveRevision(tx, draft, content, by, before), content, before }
}

/**
 * One edit of a part of a draft, which has a tag of its own. Throws as `editDraft` and `find` do, and 412 where the
 * part has moved on.
 */
export async function editPart<Part extends { id: string }>(
  tx: Db,
  reference: string,
  by: Authorship,
  precondition: Precondition,
  find: (content: Content) => Part,
  edit: (content: Content, part: Part) => Merged,
): Promise<Edited & { id: string }> {
  let id = ''
  const edited = await editDraft(tx, reference, by, (content, draft) => {
    const part = find(content)
    requireCurrent(precondition, partTag(draft, part.id))
    id = part.id
    return edit(content, part)
  })
  return { ...edited, id }
}

/** Stores the first revision of a new community. The slug must never have belonged to another one. */
export async function createDraft(
  tx: Db,
  content: Content,
  by: Authorship,
): Promise<store.DraftRow> {
  const id = newId()
  const shown = await shownOf(tx, content)
  await requireReach(tx, by, { id, regionIds: shown.regionIds })
  const { author, now } = by
  const inserted = await store.insertDraft(tx, {
    id,
    ...shown,
    version: 1,
    revision: 1,
    partRevisions: partRevisions({}, null, content, 1),
    createdAt: now,
    createdBy: author,
    updatedAt: now,
    updatedBy: author,
  })
  if (!inserted) throw slugTaken(content.slug)
  await claimSlug(tx, content.slug, id)
  const draft = await store.getDraft(tx, id)
  await insertRevision(tx, draft, null, content, by)
  await recordAudit(tx, by, 'community.created', { ...draft, type: 'community' })
  return draft
}

/** Stores a new revision of a locked draft; content equal to the newest one changes nothing. */
export async function saveRevision(
  tx: Db,
  draft: store.DraftRow,
  content: Content,
  givenBy: Authorship,
  before: Content,
): Promise<store.DraftRow> {
  if (isDeepStrictEqual(before, content)) return draft
  if (content.slug !== before.slug) await claimSlug(tx, content.slug, draft.id)
  const sameRegions = isDeepStrictEqual(before.regions, content.regions)
  const shown = await shownOf(tx, content, sameRegions ? draft.regionIds : undefined)
  if (!sameRegions) await requireReach(tx, givenBy, { id: draft.id, regionIds: shown.regionIds })
  const revision = draft.revision + 1
  const by = { ...givenBy, now: notBefore(draft, givenBy.now) }
  const edited = await store.markChanged(tx, draft.id, {
    ...shown,
    revision,
    partRevisions: partRevisions(revisionsOf(draft), before, content, revision),
    updatedAt: by.now,
    updatedBy: by.author,
  })
  await insertRevision(tx, edited, before, content, by)
  await recordAudit(tx, by, 'community.updated', { ...edited, type: 'community' })
  return edited
}

function insertRevision(
  tx: Db,
  { id: draftId, revision: number }: store.DraftRow,
  before: Content | null,
  content: Content,
  { author, message, now: createdAt }: Authorship,
): Promise<void> {
  const changed = changedPaths(before, content)
  const row = { draftId, number, content, author, message, changedPaths: changed, createdAt }
  return store.insertRevision(tx, row)
}

/** What the draft itself shows of its newest content. */
async function shownOf(tx: Db, content: Content, regionIds?: string[]) {
  const { slug, title, kind, regions } = content
  const slugs = regions.map(({ region }) => region)
  const found = regionIds ?? [...(await findRegions(tx, slugs)).values()].map(({ id }) => id)
  return { slug, title, titleSortKey: sortKey(title), kind, regionIds: [...new Set(found)] }
}

const PartRevisions = z.record(z.string(), z.int())

const revisionsOf = ({ partRevisions }: store.DraftRow) => PartRevisions.parse(partRevisions)

function partRevisions(
  known: Record<string, number>,
  before: Content | null,
  content: Content,
  revision: number,
): Record<string, number> {
  const changed = changedParts(before, content)
  const parts = [...content.sections, ...content.crossReferences]
  return Object.fromEntries(
    parts.map(({ id }) => [id, changed.has(id) ? revision : (known[id] ?? revision)]),
  )
}

/** The strong entity tag of a section or cross-reference: others may change without it. */
export const partTag = (draft: store.DraftRow, id: string): string =>
  `"${id}-${revisionsOf(draft)[id] ?? draft.revision}"`

async function claimSlug(tx: Db, slug: string, draftId: string): Promise<void> {
  const owner = await store.claimSlug(tx, slug, draftId)
  if (owner !== draftId) throw slugTaken(slug)
}

const slugTaken = (slug: string) =>
  conflict('slug-taken', `The slug “${slug}” belongs or once belonged to another community.`)
