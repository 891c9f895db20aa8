import { newId } from '../../atlas/identity.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { getContent, getDraft } from '../../editorial/drafts/service.ts'
import { recordAudit } from '../../integration/audit/service.ts'
import { notFound } from '../../problem.ts'
import type { Written } from '../../written.ts'
import type { PreviewLinkOrder } from '../schema.ts'
import * as store from './store.ts'
import { writeLinkToken } from './token.ts'

/** What makes a token into an address. */
export interface LinkMaker {
  key: Buffer
  /** Where readers reach this API; empty where it is not known, and the address relative. */
  publicUrl: string
}

/** Makes a link to the preview of one draft. Throws 404 for an unknown draft or revision. */
export async function createPreviewLink(
  tx: Db,
  by: Authorship,
  { key, publicUrl }: LinkMaker,
  reference: string,
  { expiresIn, revision }: PreviewLinkOrder,
): Promise<Written> {
  const draft = await getDraft(tx, reference, by)
  if (revision !== null) await getContent(tx, draft, revision)
  const { author: createdBy, now: createdAt } = by
  const expiresAt = new Date(createdAt.getTime() + expiresIn * 1000)
  const row = { id: newId(), draftId: draft.id, revision, expiresAt, createdBy, createdAt }
  const link = await store.insertLink(tx, row)
  await recordAudit(tx, by, 'community.preview_linked', { ...draft, type: 'community' })
  const url = `${publicUrl}/v1/previews/${writeLinkToken(key, link.id, expiresAt)}`
  const location = `/v1/editorial/communities/${draft.slug}/preview-links/${link.id}`
  return { status: 201, location, body: { ...linkBody(link), url } }
}

/** Ends a link at once; one that has ended stays as it is. Throws 404 where the draft has none such. */
export async function revokePreviewLink(
  tx: Db,
  by: Authorship,
  reference: string,
  id: string,
): Promise<Written> {
  const draft = await getDraft(tx, reference, by)
  const link = await store.findLink(tx, draft.id, id)
  if (!link) throw notFound('preview link', id)
  if (!(await store.markRevoked(tx, id, by.now))) return { body: linkBody(link) }
  await recordAudit(tx, by, 'community.preview_revoked', { ...draft, type: 'community' })
  return { body: linkBody({ ...link, revokedAt: by.now }) }
}

/** A link as it is shown, without what opens it. */
export function linkBody(link: store.LinkRow) {
  const { id, revision, createdBy } = link
  return {
    type: 'preview_link' as const,
    id,
    revision,
    expiresAt: link.expiresAt.toISOString(),
    revokedAt: link.revokedAt?.toISOString() ?? null,
    createdAt: link.createdAt.toISOString(),
    createdBy,
  }
}
