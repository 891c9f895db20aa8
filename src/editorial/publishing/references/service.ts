import type { Content } from '../../../atlas/content.ts'
import type { Db } from '../../../database/database.ts'
import { assertionsOf } from './assertions.ts'
import * as store from './store.ts'
import { linksOf, type Targets } from './targets.ts'

/** Makes a community's public cross-references those of its newly published document; the others wait. */
export async function storeReferences(
  tx: Db,
  communityId: string,
  content: Content,
  targets: Targets,
): Promise<void> {
  const stated = content.crossReferences.flatMap(({ id, target }) =>
    'url' in target ? [] : [{ id, target: target.community.toLowerCase() }],
  )
  const links = [...linksOf(content).keys()]
  const linkIds = await store.replaceStandingReferences(tx, communityId, stated, links)
  await store.replaceAssertions(
    tx,
    communityId,
    assertionsOf(communityId, content, targets, linkIds),
  )
}

/** Does so again for a document that stays the same while its targets appear, move or go. */
export async function refreshReferences(
  tx: Db,
  communityId: string,
  content: Content,
  targets: Targets,
): Promise<void> {
  const linkIds = await store.listLinkIds(tx, communityId)
  await store.replaceAssertions(
    tx,
    communityId,
    assertionsOf(communityId, content, targets, linkIds),
  )
}
