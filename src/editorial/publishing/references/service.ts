import type { Content } from '../../../atlas/content.ts'
import type { Db } from '../../../database/database.ts'
import { assertionsOf } from './assertions.ts'
import type { Naming } from './naming.ts'
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
  const linkIds = await store.replaceStandingReferences(tx, standing)
  const communityIds = documents.map(({ id }) => id)
  const wanted = documents.flatMap(({ id, content, targets }) =>
    assertionsOf(id, content, targets, linkIds.get(id) ?? new Map()),
  )
  await store.replaceAssertions(tx, await store.listAssertions(tx, { communityIds }), wanted)
}

/** Does so again with what documents that stay the same say of targets that appear, move or go. */
export async function refreshReferences(
  tx: Db,
  dependents: { document: Naming; targets: Targets }[],
): Promise<void> {
  const ids = dependents.flatMap(({ document }) => [...document.referenceIds])
  const wanted = dependents.flatMap(({ document, targets }) =>
    assertionsOf(document.id, document, targets, document.linkIds).filter(({ id }) =>
      document.referenceIds.has(id),
    ),
  )
  await store.replaceAssertions(tx, await store.listAssertions(tx, { ids }), wanted)
}
