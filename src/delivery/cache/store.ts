import { z } from 'zod'
import type { Queryable } from '../../database/queryable.ts'

const Affected = z.object({ seq: z.coerce.bigint(), tags: z.array(z.string()) })

/** The changes after one of the feed in their order, with the tags of the answers that each affected. */
export async function listChangesAfter(connection: Queryable, seq: bigint, limit: number) {
  const { rows } = await connection.query({
    name: 'changes-after',
    text: 'SELECT c.seq, c.tags FROM published.change c WHERE c.seq > $1::bigint ORDER BY c.seq LIMIT $2::int',
    values: [seq.toString(), limit],
  })
  return z.array(Affected).parse(rows)
}

/** Where the feed ends now; 0 where nothing was ever published. */
export async function findLastSeq(connection: Queryable): Promise<bigint> {
  const { rows } = await connection.query({
    text: 'SELECT COALESCE(max(c.seq), 0) AS seq FROM published.change c',
    values: [],
  })
  return z.object({ seq: z.coerce.bigint() }).parse(rows[0]).seq
}
