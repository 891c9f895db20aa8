import type { Content } from '../../atlas/content.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { saveRevision } from '../drafts/revising.ts'
import { type DraftRow, getContent } from '../drafts/service.ts'
import { settled } from '../drafts/settling.ts'
import { publishIn } from '../publishing/service.ts'
import { joined, type Legacy, namedIn } from './joining.ts'
import type { Pair } from './pair.ts'
import { listMeanings } from './store.ts'

interface Heir {
  draft: DraftRow
  content: Content
}

/**
 * Stores what a source leaves to its target: first what the public saw of it, which the public goes on seeing where
 * the target has no unpublished edits; then, for the editors alone, what else its draft held. `legacy` has the one or
 * both.
 */
export async function inherit(
  tx: Db,
  pair: Pair,
  [first, second]: [Content, ...Content[]],
  by: Authorship,
  siteUrl: string,
): Promise<Heir> {
  const { source, target } = pair
  const before = await getContent(tx, target, target.revision)
  const heir = await take(tx, { draft: target, content: before }, before, pair, [first], by)
  const wasPublic = source.publishedRevision !== null
  const upToDate = target.publishedRevision === target.revision
  const draft =
    wasPublic && upToDate && heir.draft.revision !== target.revision
      ? (await publishIn(tx, target.id, { siteUrl, by, now: () => by.now })).draft
      : heir.draft
  if (!second) return { draft, content: heir.content }
  return take(tx, { ...heir, draft }, before, pair, [second, first], by)
}

/** One revision: the document that the target had of its own, with the newest of what the source leaves. */
async function take(
  tx: Db,
  { draft, content }: Heir,
  own: Content,
  { source, target }: Pair,
  [newest, ...older]: [Content, ...Content[]],
  by: Authorship,
): Promise<Heir> {
  const { crossReferences } = newest
  const names = [newest, ...older].flatMap(({ title, aliases }) => [title, ...aliases])
  const legacy: Legacy = { ids: [source.id, target.id], crossReferences, names }
  const named = namedIn([...own.crossReferences, ...crossReferences])
  const document = joined(own, legacy, await listMeanings(tx, [...new Set(named)]))
  // What breaks a rule is the merger's fault, not that of a place in its body.
  const taken = await settled(tx, { document, faults: [], base: '/into' })
  return { draft: await saveRevision(tx, draft, taken, by, content), content: taken }
}
