import { z } from 'zod'
import type { Queryable } from '../../../database/queryable.ts'
import type { BodyFormat } from '../../communities/projection.ts'
import { timestamp } from '../../projections.ts'
import { wholeCommunity, wholeRegion } from '../whole.ts'

const State = z.object({
  regions: z.number(),
  communities: z.number(),
  at: z.string().nullable(),
  seq: z.coerce.number(),
})

/** What there is to export, and the change up to which the state has everything. */
export async function readState(snapshot: Queryable): Promise<z.infer<typeof State>> {
  const { rows } = await snapshot.query({
    text: `SELECT (SELECT count(*) FROM published.region)::int AS regions,
        (SELECT count(*) FROM published.community)::int AS communities,
        ${timestamp('h.at')} AS at, COALESCE(h.seq, 0) AS seq
      FROM (SELECT 1) one LEFT JOIN (SELECT m.seq, m.at FROM published.change m ORDER BY m.seq DESC LIMIT 1) h ON true`,
    values: [],
  })
  return State.parse(rows[0])
}

/** All regions as lines of JSON, each after the one that it lies in. */
export const allRegions: string = `SELECT ${wholeRegion}::text || E'\\n' FROM published.region r
  ORDER BY cardinality(r.lineage), r.id`

/** All communities as lines of JSON. */
export function allCommunities(bodies: readonly BodyFormat[]): string {
  const { json, from } = wholeCommunity(bodies)
  return `SELECT ${json}::text || E'\\n' FROM ${from} ORDER BY c.id`
}

/** Lets statements run, and a snapshot stay open between them, for as long as it takes. */
export async function liftLimits(snapshot: Queryable): Promise<void> {
  await snapshot.query({
    text: `SELECT set_config('statement_timeout', '0', true),
      set_config('idle_in_transaction_session_timeout', '0', true)`,
    values: [],
  })
}
