import { newId } from '../../atlas/identity.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { recordAudit } from '../../integration/audit/service.ts'
import { conflict, notFound } from '../../problem.ts'
import type { Written } from '../../written.ts'
import { type DraftRow, lockDraft } from '../drafts/service.ts'
import { revisionBody } from '../revisions/representation.ts'
import { findHistory } from '../revisions/service.ts'
import type { PersonPurge } from './schema.ts'
import * as store from './store.ts'

/**
 * Takes away what an old revision says, for good; that there was one, whose and when stays. Throws 404 where there is
 * none, 409 where it is in use. One that was purged before stays as it is.
 */
export async function purgeRevision(
  tx: Db,
  by: Authorship,
  reference: string,
  number: number,
): Promise<Written> {
  const draft = await lockDraft(tx, reference, by)
  const revision = await findHistory(tx, draft, number)
  if (!revision) throw notFound('revision', String(number))
  if (revision.purgedAt) return { body: revisionBody(draft, revision) }
  await refuseInUse(tx, draft, number)
  await store.allowPurge(tx)
  await store.purgeContent(tx, draft.id, number, by.now)
  await store.deleteAnswersWith(tx, [draft.id, ...(await store.listSlugsOf(tx, draft.id))])
  const target = { type: 'community', id: draft.id, slug: draft.slug, revision: number }
  await recordAudit(tx, by, 'revision.purged', target)
  return { body: revisionBody(draft, { ...revision, message: null, purgedAt: by.now }) }
}

async function refuseInUse(tx: Db, draft: DraftRow, number: number): Promise<void> {
  const uses = [
    ...(number === draft.revision ? ['it is the newest one: make another one first'] : []),
    ...(number === draft.publishedRevision
      ? ['the public sees it: publish another one, or withdraw the community, first']
      : []),
    ...((await store.countSchedulesOf(tx, draft.id, number)) > 0
      ? ['it is scheduled for publication: cancel that first']
      : []),
  ]
  if (uses.length === 0) return
  throw conflict(
    'revision-in-use',
    `Revision ${number} cannot be purged, as ${uses.join(', and ')}.`,
  )
}

/**
 * Puts another name in place of a person's wherever the atlas keeps who did what. Throws 409 while a key of that name
 * can still be used: it would write the name anew.
 */
export async function purgePerson(
  tx: Db,
  by: Authorship,
  { author, replacement }: PersonPurge,
): Promise<Written> {
  const keys = await store.listLivingKeys(tx, author, by.now)
  if (keys.length > 0) {
    throw conflict(
      'key-in-use',
      'Keys bear this name: revoke them first.',
      keys.map((id) => ({
        pointer: '/author',
        code: 'key-in-use',
        detail: `The key ${id} bears this name.`,
      })),
    )
  }
  await store.allowPurge(tx)
  const counts = {
    ...(await store.replaceAuthor(tx, author, replacement)),
    messages: await store.replaceInMessages(tx, author, replacement),
    keptAnswers: await store.deleteAnswersWith(tx, [author]),
  }
  const id = newId()
  await recordAudit(tx, by, 'person.purged', { type: 'purge', id })
  return { body: { type: 'purge', id, replacement, counts } }
}
