import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import type { Precondition } from '../../precondition.ts'
import type { Written } from '../../written.ts'
import { itemBody } from '../drafts/representation.ts'
import { draftTag } from '../drafts/service.ts'
import { publishIn, withdrawIn } from './service.ts'

/** What every publication has to know of the place where it happens. */
export interface Site {
  siteUrl: string
  now: () => Date
}

/** Publishes the newest revision or a named one. Throws as `publishIn` does. */
export async function publishCommunity(
  tx: Db,
  by: Authorship,
  site: Site,
  reference: string,
  precondition: Precondition,
  revision?: number,
): Promise<Written> {
  const published = await publishIn(tx, reference, { ...site, revision, by, precondition })
  const { outcome, warnings, waiting, draft } = published
  return { entityTag: draftTag(draft), body: { ...itemBody(draft), outcome, warnings, waiting } }
}

/** Takes a community off the public side. Throws as `withdrawIn` does. */
export async function withdrawCommunity(
  tx: Db,
  by: Authorship,
  site: Site,
  reference: string,
  precondition: Precondition,
): Promise<Written> {
  const draft = await withdrawIn(tx, reference, { ...site, by, precondition })
  return { entityTag: draftTag(draft), body: itemBody(draft) }
}
