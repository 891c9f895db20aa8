import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Content } from '../../atlas/content.ts'
import { changedParts, changedPaths } from '../../atlas/editing/changed-paths.ts'
import type { Merged } from '../../atlas/editing/edit-fault.ts'
import { newId } from '../../atlas/identity.ts'
import { sortKey } from '../../atlas/sort-key.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { recordAudit, recordAudits } from '../../integration/audit/service.ts'
import { type Precondition, requireCurrent } from '../../precondition.ts'
import { conflict } from '../../problem.ts'
import { findRegions } from '../regions/service.ts'
import { rememberContent } from './recent-contents.ts'
import { lockLiveContent, notBefore, requireReach } from './service.ts'
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
  const { draft, content: before } = await lockLiveContent(tx, reference, by)
  const content = await settled(tx, edit(before, draft), before)
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
  const [draft] = await createDrafts(tx, [content], by)
  if (!draft) throw slugTaken(content.slug)
  return draft
}

/** The same for many, in their order. Those that are imported remember that nobody edited them since. */
export async function createDrafts(
  tx: Db,
  contents: Content[],
  by: Authorship,
  origin: 'written' | 'imported' = 'written',
): Promise<store.DraftRow[]> {
  if (contents.length === 0) return []
  const { author, now } = by
  const regions = await regionIdsOf(tx, contents)
  const rows = contents.map(
    (content): store.NewDraft => ({
      ...untouched,
      id: newId(),
      ...shownWith(content, regions(content)),
      version: 1,
      revision: 1,
      importedRevision: origin === 'imported' ? 1 : null,
      partRevisions: partRevisions({}, null, content, 1),
      createdAt: now,
      createdBy: author,
      updatedAt: now,
      updatedBy: author,
    }),
  )
  for (const row of rows) await requireReach(tx, by, row)
  const inserted = await store.insertDrafts(tx, rows)
  const lost = rows.find(({ id }) => !inserted.has(id))
  if (lost) throw slugTaken(lost.slug)
  await claimSlugs(tx, rows)
  await store.insertRevisions(
    tx,
    contents.map((content, index) => revisionOf(rows[index]?.id ?? '', 1, null, content, by)),
  )
  const targets = rows.map(({ id, slug, revision }) => ({
    ...{ type: 'community', id, slug, revision },
  }))
  await recordAudits(tx, by, 'community.created', targets)
  return rows
}

const untouched = {
  status: 'draft',
  publishedRevision: null,
  trashedAt: null,
  mergedIntoId: null,
} as const

/** Stores a new revision of a locked draft; content equal to the newest one changes nothing. */
export async function saveRevision(
  tx: Db,
  draft: store.DraftRow,
  content: Content,
  givenBy: Authorship,
  before: Content,
): Promise<store.DraftRow> {
  if (isDeepStrictEqual(before, content)) return draft
  if (content.slug !== before.slug) await claimSlugs(tx, [{ id: draft.id, slug: content.slug }])
  const sameRegions = isDeepStrictEqual(before.regions, content.regions)
  const regionIds = sameRegions ? draft.regionIds : (await regionIdsOf(tx, [content]))(content)
  const shown = shownWith(content, regionIds)
  if (!sameRegions) await requireReach(tx, givenBy, { id: draft.id, regionIds: shown.regionIds })
  const revision = draft.revision + 1
  const by = { ...givenBy, now: notBefore(draft, givenBy.now) }
  const edited = {
    ...draft,
    ...shown,
    version: draft.version + 1,
    revision,
    partRevisions: partRevisions(revisionsOf(draft), before, content, revision),
    updatedAt: by.now,
    updatedBy: by.author,
  }
  await store.markRevised(tx, edited)
  await store.insertRevisions(tx, [revisionOf(edited.id, revision, before, content, by)])
  await recordAudit(tx, by, 'community.updated', { ...edited, type: 'community' })
  rememberContent(tx, { draftId: edited.id, number: revision, createdAt: by.now, content })
  return edited
}

function revisionOf(
  draftId: string,
  number: number,
  before: Content | null,
  content: Content,
  { author, message, now: createdAt }: Authorship,
): store.NewRevision {
  const changed = changedPaths(before, content)
  return { draftId, number, content, author, message, changedPaths: changed, createdAt }
}

/** What the draft itself shows of its newest content. */
function shownWith({ slug, title, kind }: Content, regionIds: string[]) {
  return { slug, title, titleSortKey: sortKey(title), kind, regionIds: [...new Set(regionIds)] }
}

/** The ids of the regions that contents name by slug, asked for once. */
async function regionIdsOf(tx: Db, contents: Content[]): Promise<(content: Content) => string[]> {
  const slugsOf = ({ regions }: Content) => regions.map(({ region }) => region)
  const found = await findRegions(tx, [...new Set(contents.flatMap(slugsOf))])
  return (content) => slugsOf(content).flatMap((slug) => found.get(slug)?.id ?? [])
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

async function claimSlugs(tx: Db, claims: { id: string; slug: string }[]): Promise<void> {
  const owners = await store.claimSlugs(tx, claims)
  const lost = claims.find(({ id, slug }) => owners.get(slug) !== id)
  if (lost) throw slugTaken(lost.slug)
}

const slugTaken = (slug: string) =>
  conflict('slug-taken', `The slug “${slug}” belongs or once belonged to another community.`)
