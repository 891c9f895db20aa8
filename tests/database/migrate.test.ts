import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MigrationError, migrate, migrationsDirectory } from '../../src/database/migrate.ts'
import { DatabaseUnavailableError } from '../../src/database/unavailable.ts'
import { emptyDatabase, type TestDatabase } from '../support/database.ts'
import { urlOf } from '../support/postgres.ts'
import { startChild } from './children/run.ts'

let database: TestDatabase
let folder: string

beforeEach(async () => {
  database = await emptyDatabase()
  folder = await mkdtemp(join(tmpdir(), 'atlas-migrations-'))
})

afterEach(async () => {
  await database.close()
  await rm(folder, { recursive: true })
})

async function write(name: string, sql: string) {
  await mkdir(join(folder, name), { recursive: true })
  await writeFile(join(folder, name, 'migration.sql'), sql)
}

async function rows<T>(sql: string): Promise<T[]> {
  return (await database.pool.query(sql)).rows
}

async function tables(): Promise<string[]> {
  const found = await rows<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
     AND relname <> '_prisma_migrations' ORDER BY 1`,
  )
  return found.map(({ name }) => name)
}

/** The message of the MigrationError that migrating ends with. */
async function refusal(): Promise<string> {
  const outcome = await migrate(database.url, folder).catch((error: unknown) => error)
  expect(outcome).toBeInstanceOf(MigrationError)
  return outcome instanceof Error ? outcome.message : ''
}

describe('migrating', () => {
  it('applies the migrations of the project to an empty database, once', async () => {
    const entries = await readdir(migrationsDirectory, { withFileTypes: true })
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
    expect(names.length).toBeGreaterThan(0)
    expect(await migrate(database.url)).toEqual(names.sort())
    expect(await migrate(database.url)).toEqual([])
  })

  it('applies what is missing, in the order of the names, and records it as Prisma does', async () => {
    await write('2_rows', 'INSERT INTO a VALUES (2)')
    await write('1_table', 'CREATE TABLE a (n int); INSERT INTO a VALUES (1)')
    expect(await migrate(database.url, folder)).toEqual(['1_table', '2_rows'])
    await write('3_more', 'INSERT INTO a VALUES (3)')
    await mkdir(join(folder, '4_left_behind_by_a_branch'))
    expect(await migrate(database.url, folder)).toEqual(['3_more'])
    expect(await rows('SELECT n FROM a')).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
    expect(
      await rows(`SELECT migration_name AS name, applied_steps_count AS steps, logs, rolled_back_at AS undone
                    FROM _prisma_migrations WHERE finished_at >= started_at ORDER BY 1`),
    ).toEqual(
      ['1_table', '2_rows', '3_more'].map((name) => ({ name, steps: 1, logs: null, undone: null })),
    )
  })

  it('sends a script whole, so that bodies of functions may hold semicolons', async () => {
    await write(
      '1',
      'CREATE FUNCTION two() RETURNS int AS $$ BEGIN PERFORM 1; RETURN 2; END $$ LANGUAGE plpgsql; SELECT two();',
    )
    await migrate(database.url, folder)
    expect(await rows('SELECT two()')).toEqual([{ two: 2 }])
  })

  it('is not stopped by a statement timeout that fits requests', async () => {
    await write('1', 'SELECT pg_sleep(0.3); CREATE TABLE slow ()')
    const url = new URL(database.url)
    url.searchParams.set('statement_timeout', '100')
    expect(await migrate(url.href, folder)).toEqual(['1'])
  })

  it('brings up every process of several that start at once on an empty database', async () => {
    await write('1', 'SELECT pg_sleep(0.2); CREATE TABLE a ()')
    await write('2', 'CREATE TABLE b ()')
    const children = [1, 2].map(() => startChild('migrator', [database.url, folder]))
    for (const child of children) expect(await child.line()).toBe('ready')
    for (const child of children) child.process.stdin.write('go\n')
    const applied = await Promise.all(children.map(async (child) => JSON.parse(await child.line())))
    expect(applied).toHaveLength(2)
    expect(applied).toEqual(expect.arrayContaining([['1', '2'], []]))
    expect(await Promise.all(children.map((child) => child.finish()))).toEqual([0, 0])
    expect(await rows('SELECT count(*)::int AS n FROM _prisma_migrations')).toEqual([{ n: 2 }])
  })
})

describe('refusing to migrate', () => {
  it('names a migration that was edited after it was applied, and applies nothing', async () => {
    await write('1', 'CREATE TABLE a ()')
    await migrate(database.url, folder)
    await write('1', 'CREATE TABLE a (n int)')
    await write('2', 'CREATE TABLE b ()')
    expect(await refusal()).toMatch(/^Migration 1 was edited after it was applied/)
    expect(await tables()).toEqual(['a'])
    expect(await rows('SELECT count(*)::int AS n FROM _prisma_migrations')).toEqual([{ n: 1 }])
  })

  it('takes other line ends for the same migration', async () => {
    await write('1', 'CREATE TABLE a ();\nCREATE TABLE b ();\n')
    await migrate(database.url, folder)
    await write('1', 'CREATE TABLE a ();\r\nCREATE TABLE b ();\r\n')
    expect(await migrate(database.url, folder)).toEqual([])
  })

  it('says which migration failed, where and why; keeps nothing of it and applies none after it', async () => {
    await write('1', 'CREATE TABLE a ()')
    await write('2', 'CREATE TABLE b ();\nCREATE TABLE c (n nonsense);')
    await write('3', 'CREATE TABLE d ()')
    const message = await refusal()
    expect(message).toMatch(
      /^Migration 2 failed: type "nonsense" does not exist \(42704, line 2\)\./,
    )
    expect(message).toContain('prisma migrate resolve --rolled-back 2')
    expect(await tables()).toEqual(['a'])
    const recorded = await rows(
      'SELECT migration_name AS name, logs, finished_at IS NULL AS open FROM _prisma_migrations ORDER BY 1',
    )
    expect(recorded).toEqual([
      { name: '1', logs: null, open: false },
      { name: '2', logs: expect.stringContaining('nonsense'), open: true },
    ])
  })

  it('records the failure of a script that opened a transaction or moved the search path', async () => {
    await write('1', 'SET search_path = pg_catalog; SELECT 1')
    await write('2', 'BEGIN; CREATE TABLE public.a (); SELECT 1/0;')
    await write('1', 'BEGIN; SET search_path = pg_catalog; CREATE TABLE public.a (); SELECT 1/0;')
    expect(await refusal()).toMatch(/^Migration 1 failed: division by zero/)
    expect(await tables()).toEqual([])
    expect(await rows('SELECT logs FROM _prisma_migrations')).toEqual([
      { logs: expect.stringContaining('division by zero') },
    ])
  })

  it('names a migration that failed earlier, until it is resolved', async () => {
    await write('1', 'SELECT 1/0')
    await refusal()
    await write('1', 'CREATE TABLE a ()')
    await write('2', 'CREATE TABLE b ()')
    expect(await refusal()).toMatch(/^Migration 1 failed earlier.*resolve --rolled-back 1/s)
    expect(await tables()).toEqual([])
    await database.pool.query('UPDATE _prisma_migrations SET rolled_back_at = now()')
    expect(await migrate(database.url, folder)).toEqual(['1', '2'])
    expect(await migrate(database.url, folder)).toEqual([])
  })

  it('names a migration that a newer version of the atlas applied, and applies nothing', async () => {
    await write('1', 'CREATE TABLE a ()')
    await write('9_future', 'CREATE TABLE z ()')
    await migrate(database.url, folder)
    await rm(join(folder, '9_future'), { recursive: true })
    await write('2', 'CREATE TABLE b ()')
    expect(await refusal()).toMatch(/does not know: 9_future\. A newer version/)
    expect(await tables()).toEqual(['a', 'z'])
  })

  it('says so where the folder or the database is missing', async () => {
    await expect(migrate(database.url, join(folder, 'none'))).rejects.toThrow(
      /no folder of migrations/,
    )
    await expect(migrate(urlOf(database.url, 'no_such_database'), folder)).rejects.toThrow(
      DatabaseUnavailableError,
    )
  })
})
