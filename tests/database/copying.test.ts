import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSnapshot, type Snapshot } from '../../src/database/snapshot.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())

async function textOf(snapshot: Snapshot, statement: string): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of snapshot.copyTexts(statement)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

describe('copying', () => {
  it('gives the texts of all rows as they are, and then the connection is good for more', async () => {
    const snapshot = await openSnapshot(db.pool)
    const odd = `E'\\\\ \\n \\t “é” 漢'`
    // A last row as long as that makes the server wait once more.
    for (const [rows, length] of [
      [0, 1],
      [1, 1],
      [1000, 10],
      [50, 20_000],
    ] as const) {
      const statement = `SELECT repeat(${odd}, ${length}) FROM generate_series(1, ${rows})`
      const text = '\\ \n \t “é” 漢'.repeat(length).repeat(rows)
      expect((await textOf(snapshot, statement)) === text).toBe(true)
      const { rows: answer } = await snapshot.query({ text: 'SELECT 1 AS one', values: [] })
      expect(answer).toEqual([{ one: 1 }])
    }
    await snapshot.close()
  })

  it('keeps the server waiting while nobody reads', async () => {
    const snapshot = await openSnapshot(db.pool)
    const rows = snapshot.copyTexts(`SELECT repeat('x', 100000) FROM generate_series(1, 1000)`)
    expect((await rows.next()).done).toBe(false)
    await delay(200)
    const { rows: waiting } = await db.pool.query(
      `SELECT wait_event FROM pg_stat_activity WHERE query LIKE 'COPY%' AND datname = current_database()`,
    )
    expect(waiting).toEqual([{ wait_event: 'ClientWrite' }])
    await rows.return()
    await snapshot.close()
    expect(db.pool.totalCount).toBe(db.pool.idleCount)
  })

  it('fails where the statement does, and leaves the pool as it was', async () => {
    const snapshot = await openSnapshot(db.pool)
    const failing = `SELECT (1 / (10 - n))::text FROM generate_series(1, 20) n`
    await expect(textOf(snapshot, failing)).rejects.toThrow('division by zero')
    await snapshot.close()
    expect(db.pool.totalCount).toBe(db.pool.idleCount)
  })
})
