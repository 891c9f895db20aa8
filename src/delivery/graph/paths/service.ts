import type { Pool } from '../../../database/database.ts'
import { inSnapshot } from '../../../database/snapshot.ts'
import { badRequest } from '../../../problem.ts'
import { resolveCommunity } from '../../addresses/service.ts'
import { maxHops, type PathQuery } from './schema.ts'
import { shortestWay } from './shortest.ts'
import { describePath, listNeighbours } from './store.ts'

/** A shortest path as JSON text, all of it from one state of the atlas; throws 400 with every end that is unknown. */
export function findPath(pool: Pool, query: PathQuery, locales: string[]) {
  return inSnapshot(pool, async (snapshot) => {
    const from = await resolveCommunity(snapshot, 'from', query.from)
    const to = await resolveCommunity(snapshot, 'to', query.to)
    if (from.id === undefined || to.id === undefined) {
      throw badRequest([...from.faults, ...to.faults])
    }
    const way = await shortestWay(from.id, to.id, maxHops, (ids) => listNeighbours(snapshot, ids))
    return describePath(snapshot, { fromId: from.id, toId: to.id }, way, locales)
  })
}
