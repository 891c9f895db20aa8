import { z } from 'zod'
import type { Pool } from '../../database/database.ts'
import { Parameters } from '../parameters.ts'
import { jsonObject } from '../projections.ts'

const Row = z.object({ body: z.string(), place: z.array(z.string()) })
const tag = jsonObject({ type: `'tag'`, id: 't.tag', slug: 't.tag', count: 'count(*)' })

/** One page of tags by name, and one row beyond it where there is more. */
export async function listTags(
  pool: Pool,
  { after, limit }: { after: readonly unknown[] | undefined; limit: number },
) {
  const parameters = new Parameters()
  const from = after ? `WHERE t.tag > ${parameters.add(after[0], 'text')}` : ''
  const { rows } = await pool.query(
    `SELECT ${tag}::text AS body, json_build_array(t.tag) AS place
     FROM published.community_tag t ${from}
     GROUP BY t.tag ORDER BY t.tag LIMIT ${parameters.add(limit + 1, 'int')}`,
    parameters.values,
  )
  return z.array(Row).parse(rows)
}

export async function countTags(pool: Pool): Promise<number> {
  const { rows } = await pool.query(
    'SELECT count(DISTINCT t.tag)::int AS total FROM published.community_tag t',
  )
  return z.object({ total: z.number() }).parse(rows[0]).total
}
