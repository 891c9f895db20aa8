import type { Content } from '../../../atlas/content.ts'
import type { Db } from '../../../database/database.ts'
import { assertionsOf } from './assertions.ts'
import * as store from './store.ts'
import { linksOf, type Targets } from './targets.ts'

/** A published document and what is public of that which it names. */
export interface Referring {
  id: string
  content: Content
  targets: Targets
}

/** Makes communities' public cross-references those of their newly published documents; the others wait. */
export async function storeReferences(tx: Db, documents: Referring[]): Promise<void> {
  const standing = documents.map(({ id: draftId, content }) => ({
    draftId,
    stated: content.crossReferences.flatMap(({ id, target }) =>
      'url' in target ? [] : [{ id, target: target.community.toLowerCase() }],
    ),
    linked: [...linksOf(content).keys()],
  }))
  await replaceAssertions(tx, documents, await store.replaceStandingReferences(tx, standing))
}

/** Does so again for documents that stay the same while their targets appear, move or go. */
export async function refreshReferences(tx: Db, documents: Referring[]): Promise<void> {
  const ids = documents.map(({ id }) => id)
  await replaceAssertions(tx, documents, await store.listLinkIds(tx, ids))
}

async function replaceAssertions(
  tx: Db,
  documents: Referring[],
  linkIds: Map<string, store.LinkIds>,
): Promise<void> {
  const wanted = documents.flatMap(({ id, content, targets }) =>
    assertionsOf(id, content, targets, linkIds.get(id) ?? new Map()),
  )
  await store.replaceAssertions(
    tx,
    documents.map(({ id }) => id),
    wanted,
  )
}
