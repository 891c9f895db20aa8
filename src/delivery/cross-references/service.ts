import type { Pool } from '../../database/database.ts'
import { badRequest } from '../../problem.ts'
import { resolveCommunity } from '../addresses/service.ts'
import type { EdgesQuery } from './schema.ts'
import type { EdgeFilter } from './store.ts'

/** Turns a query of the graph into a filter; throws 400 with every community that is unknown. */
export async function readEdgeFilter(
  pool: Pool,
  { from, to, relation }: EdgesQuery,
): Promise<EdgeFilter> {
  const ends = await Promise.all([
    resolveCommunity(pool, 'from', from),
    resolveCommunity(pool, 'to', to),
  ])
  const faults = ends.flatMap((end) => end.faults)
  if (faults.length > 0) throw badRequest(faults)
  return { fromId: ends[0].id, toId: ends[1].id, relations: relation }
}
