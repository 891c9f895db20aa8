import { z } from 'zod'
import { openDatabase } from '../../src/database/open.ts'
import { startApp } from './app.ts'
import type { TestDatabase } from './database.ts'
import { onServer } from './postgres.ts'

/** What one step of a plan read from a table. */
interface Scan {
  table: string
  step: string
  /** The rows that it looked at, whether it kept them or not. */
  rows: number
}

const PlanNode = z.looseObject({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().default(0),
  'Rows Removed by Index Recheck': z.number().default(0),
  get Plans() {
    return z.array(PlanNode).default([])
  },
})
type PlanNode = z.infer<typeof PlanNode>
const Plan = z.object({ Plan: PlanNode })

/** An app without a cache whose database tells how it came by every answer. */
export async function startExplained(db: TestDatabase) {
  await onServer(
    db.url,
    ...Object.entries({
      session_preload_libraries: `'auto_explain'`,
      'auto_explain.log_min_duration': '0',
      'auto_explain.log_level': 'notice',
      'auto_explain.log_format': 'json',
      'auto_explain.log_analyze': 'on',
      'auto_explain.log_timing': 'off',
    }).map(([setting, value]) => `ALTER DATABASE ${db.name} SET ${setting} = ${value}`),
  )
  const database = await openDatabase({ DATABASE_URL: db.url, DATA_DIR: 'unused' })
  let plans: string[] = []
  const heard = new WeakSet<object>()
  database.pool.on('acquire', (client) => {
    if (heard.has(client)) return
    heard.add(client)
    client.on('notice', ({ message }) => {
      if (message?.includes('plan:')) plans.push(message.slice(message.indexOf('{')))
    })
  })
  const running = await startApp({ CACHE_BYTES: 0 }, { database })
  return {
    ...running,
    /** What was read from tables during some work, step by step. */
    scansDuring: async (work: () => Promise<unknown>): Promise<Scan[]> => {
      plans = []
      await work()
      return plans.flatMap((text) => scansIn(Plan.parse(JSON.parse(text)).Plan))
    },
    close: async () => {
      await running.close()
      await database.close()
    },
  }
}

function scansIn(node: PlanNode): Scan[] {
  const { 'Relation Name': table, 'Node Type': step, 'Actual Loops': loops } = node
  const each =
    node['Actual Rows'] + node['Rows Removed by Filter'] + node['Rows Removed by Index Recheck']
  const own = table !== undefined && loops > 0 ? [{ table, step, rows: each * loops }] : []
  return [...own, ...node.Plans.flatMap(scansIn)]
}
