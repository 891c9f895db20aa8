import { buildApp } from '../../src/app.ts'
import type { Database, Pool } from '../../src/database/database.ts'
import type { Atlas } from './atlases.ts'

interface Statement {
  name?: string
  text: string
  values?: unknown[]
}

/** The statements that the atlas sends for a request. */
export async function statementsOf(
  { database, config }: Atlas,
  path: string,
): Promise<Statement[]> {
  const sent: Statement[] = []
  const pool: Pool = new Proxy(database.pool, {
    get(target, property) {
      if (property !== 'query') return Reflect.get(target, property, target)
      return (given: Statement | string, values: unknown[] = []) => {
        const statement = typeof given === 'string' ? { text: given, values } : given
        sent.push(statement)
        return target.query(statement)
      }
    },
  })
  const cursorSecret = Buffer.alloc(32)
  const app = await buildApp({ config, database: { ...database, pool }, cursorSecret })
  const { statusCode } = await app.inject(path)
  await app.close()
  if (statusCode !== 200) throw new Error(`${path} was answered with ${statusCode}.`)
  return sent
}

/** How long each run of statements takes, in milliseconds, one after the other on one connection. */
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
