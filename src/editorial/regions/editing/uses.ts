import type { Db } from '../../../database/database.ts'
import { conflict } from '../../../problem.ts'
import type { RegionRow } from './service.ts'
import * as store from './store.ts'

/** More than this nobody reads in one answer. */
const mostNamed = 100

/** Throws a 409 that names the regions that lie in this one and the communities that name it, published or drafts. */
export async function refuseUsed(tx: Db, { id, slug }: RegionRow): Promise<void> {
  const children = await store.listChildren(tx, id)
  const communities = await store.listUsers(tx, id, mostNamed)
  const faults = [
    ...children.slice(0, mostNamed).map((child) => ({
      parameter: 'region',
      code: 'child-region',
      detail: `The region “${child.slug}” lies in it.`,
    })),
    ...communities.map((community) => ({
      parameter: 'region',
      code: 'community',
      detail: `The community “${community}” names it.`,
    })),
  ]
  if (faults.length === 0) return
  throw conflict('still-referenced', `Other things in the atlas name “${slug}”.`, faults)
}
