import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Database } from '../../src/database/database.ts'
import type { Queryable } from '../../src/database/queryable.ts'

interface Node {
  'Node Type': string
  'Relation Name'?: string | undefined
  Plans?: Node[] | undefined
}

const Node: z.ZodType<Node> = z.lazy(() =>
  z.object({
    'Node Type': z.string(),
    'Relation Name': z.string().optional(),
    Plans: z.array(Node).optional(),
  }),
)
const Explained = z.array(
  z.object({ 'QUERY PLAN': z.array(z.object({ Plan: Node, 'Execution Time': z.number() })) }),
)

/**
 * Gives the planner all that it goes by. As long as anybody still sees what was before, pages do not count as visible
 * to all, and plans differ with it; some never do.
 */
export async function vacuum({ pool }: Database, ...tables: string[]): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    await pool.query(`VACUUM ANALYZE ${tables.join(', ')}`)
    const { rows } = await pool.query<{ hidden: boolean }>(
      'SELECT bool_or(relallvisible < relpages) AS hidden FROM pg_class WHERE oid = ANY ($1::regclass[])',
      [tables],
    )
    if (!rows[0]?.hidden) return
    await delay(100)
  }
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/**
 * The tables that the statements of `work` read from end to end, each as it is run. What `work` answers is real: every
 * statement is run once more to answer it.
 */
export async function scannedTables(
  { pool }: Database,
  work: (db: Queryable) => Promise<unknown>,
): Promise<string[]> {
  const scanned = new Set<string>()
  await work({
    query: async ({ text, values }) => {
      const { rows } = await pool.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values)
      const plan = Explained.parse(rows)[0]?.['QUERY PLAN'][0]?.Plan
      for (const node of plan ? nodesOf(plan) : []) {
        if (node['Node Type'] === 'Seq Scan') scanned.add(node['Relation Name'] ?? '?')
      }
      return pool.query(text, values)
    },
  })
  return [...scanned].sort()
}
