import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import type { Precondition } from '../../precondition.ts'
import type { Written } from '../../written.ts'
import { itemBody } from '../drafts/representation.ts'
import { draftTag } from '../drafts/service.ts'
import { referrerBody } from './references/referrers.ts'
import { publishIn, withdrawIn } from './service.ts'
import type { Withdrawal } from './withdrawal.ts'

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

/** Takes a community off the public side; `force`: also where others refer to it. Throws as `withdrawIn` does. */
export async function withdrawCommunity(
  tx: Db,
  by: Authorship,
  site: Site,
  reference: string,
  precondition: Precondition,
  force = false,
): Promise<Written> {
  const request = { ...site, by, precondition, unreferencedOnly: !force }
  return withdrawalAnswer(await withdrawIn(tx, reference, request))
}

/** What is answered where a community went. */
export const withdrawalAnswer = ({ draft, broken }: Withdrawal): Written => ({
  entityTag: draftTag(draft),
  body: { ...itemBody(draft), broken: broken.map(referrerBody) },
})
