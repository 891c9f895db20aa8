import type { Database, Pool } from '../../src/database/database.ts'
import { buildApp } from '../../src/app.ts'
import type { Config } from '../../src/config.ts'

interface Statement {
  name?: string
  text: string
  values?: unknown[]
}

/** The statements that the atlas sends for a request. */
export async function statementsOf(
  database: Database,
  config: Config,
  path: string,
): Promise<Statement[]> {
  const statements: Statement[] = []
  const pool: Pool = new Proxy(database.pool, {
    get(target, property) {
      if (property !== 'query') return Reflect.get(target, property, target)
      return (statement: Statement | string, values?: unknown[]) => {
        const sent = typeof statement === 'string' ? { text: statement, values: values ?? [] } : statement
        statements.push(sent)
        return target.query(sent)
      }
    },
  })
  const app = await buildApp({ config, database: { ...database, pool }, cursorSecret: Buffer.alloc(32) })
  const { statusCode } = await app.inject(path)
  await app.close()
  if (statusCode !== 200) throw new Error(`${path} was answered with ${statusCode}.`)
  return statements
}

/** How long each of many runs of statements took, in milliseconds, one after the other on one connection. */
export async function timesOf(
  { pool }: Database,
  runs: readonly (readonly Statement[])[],
): Promise<number[]> {
  const client = await pool.connect()
  try {
    const times: number[] = []
    for (const statements of runs) {
      const began = performance.now()
      for (const statement of statements) await client.query(statement)
      times.push(performance.now() - began)
    }
    return times
  } finally {
    client.release()
  }
}
