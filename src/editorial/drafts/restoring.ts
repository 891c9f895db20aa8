import type { Content } from '../../atlas/content.ts'
import { changedPaths } from '../../atlas/editing/changed-paths.ts'
import { sortKey } from '../../atlas/sort-key.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { findRegions } from '../regions/service.ts'
import * as store from './store.ts'

export const { listContents, listDraftsAfter } = store

/** A community of which only what is public is known. */
export interface RestoredDraft {
  id: string
  /** The number of the public revision; those before it are not known. */
  revision: number
  content: Content
  publishedAt: Date
  updatedAt: Date
}

/** Stores drafts whose one revision is public already. Throws where an id or slug is there twice. */
export async function restoreDrafts(
  tx: Db,
  restored: readonly RestoredDraft[],
  { author, message }: Authorship,
): Promise<void> {
  const slugs = restored.flatMap(({ content }) => content.regions.map(({ region }) => region))
  const regions = await findRegions(tx, [...new Set(slugs)])
  const drafts = restored.map(({ id, revision, content, publishedAt, updatedAt }) => {
    const { slug, title, kind, sections, crossReferences } = content
    const regionIds = content.regions.flatMap(({ region }) => regions.get(region)?.id ?? [])
    const parts = [...sections, ...crossReferences]
    return {
      ...{ id, slug, title, titleSortKey: sortKey(title), kind, version: 1, revision },
      ...({
        status: 'draft',
        trashedAt: null,
        mergedIntoId: null,
        importedRevision: null,
      } as const),
      publishedRevision: null,
      regionIds: [...new Set(regionIds)],
      partRevisions: Object.fromEntries(parts.map((part) => [part.id, revision])),
      createdAt: publishedAt,
      createdBy: author,
      updatedAt,
      updatedBy: author,
    }
  })
  const inserted = await store.insertDrafts(tx, drafts)
  const owners = await store.claimSlugs(tx, drafts)
  const lost = drafts.find(({ id, slug }) => !inserted.has(id) || owners.get(slug) !== id)
  if (lost) throw new Error(`“${lost.slug}” or its id is there twice.`)
  await store.insertRevisions(
    tx,
    restored.map(({ id, revision, content, updatedAt }) => ({
      ...{ draftId: id, number: revision, content, author, message, createdAt: updatedAt },
      changedPaths: changedPaths(null, content),
    })),
  )
  await store.markPublished(
    tx,
    drafts.map((draft) => ({ ...draft, publishedRevision: draft.revision })),
  )
}

/** Lets further slugs, which were theirs before, lead to drafts. */
export async function restoreFormerSlugs(
  tx: Db,
  slugs: { slug: string; id: string }[],
): Promise<void> {
  await store.claimSlugs(tx, slugs)
}
