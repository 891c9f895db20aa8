import { afterAll, beforeAll, expect, it } from 'vitest'
import { newestMigration, prepareJobs } from '../../src/database/job-tables.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())

it('knows the newest migration of the job queue that is installed, and makes its tables anew', async () => {
  const known = await newestMigration(db.pool)
  await db.pool.query('DROP SCHEMA graphile_worker CASCADE')
  expect(await newestMigration(db.pool)).toBeNull()
  await prepareJobs(db.pool, db.url)
  expect(await newestMigration(db.pool)).toBe(known)
  // What is there already is left as it is, without asking the queue itself.
  await db.pool.query('DROP TABLE graphile_worker._private_jobs CASCADE')
  await prepareJobs(db.pool, db.url)
  const { rows } = await db.pool.query(
    `SELECT to_regclass('graphile_worker._private_jobs') IS NULL AS gone`,
  )
  expect(rows).toEqual([{ gone: true }])
})
