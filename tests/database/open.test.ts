import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { DatabaseUnavailableError } from '../../src/database/unavailable.ts'
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/database.ts'
import { onServer, urlOf } from '../support/postgres.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

/** The message with which opening fails. */
async function failure(url: string): Promise<string> {
  const outcome = await openDatabase({ DATABASE_URL: url, DATA_DIR: 'unused' }).then(
    async (opened) => {
      await opened.close()
      return null
    },
    (error: unknown) => error,
  )
  expect(outcome).toBeInstanceOf(DatabaseUnavailableError)
  return outcome instanceof Error ? outcome.message : ''
}

it('serves Prisma and statements of our own from one pool, under the name atlas', async () => {
  const sql = `SELECT current_database() AS database, current_setting('application_name') AS name`
  const expected = [{ database: database.name, name: 'atlas' }]
  expect(await database.prisma.$queryRawUnsafe(sql)).toEqual(expected)
  expect((await database.pool.query(sql)).rows).toEqual(expected)
  expect(database.pool.totalCount).toBe(1)
})

it('finds a clone of the template migrated, and an empty database empty', async () => {
  expect(await database.prisma.region.count()).toBeGreaterThanOrEqual(0)
  const empty = await emptyDatabase()
  await expect(empty.prisma.region.count()).rejects.toThrow()
  await empty.close()
  const [left] = await onServer(
    inject('serverUrl'),
    `SELECT FROM pg_database WHERE datname = '${empty.name}'`,
  )
  expect(left?.rowCount).toBe(0)
})

it('cancels a statement that runs too long', async () => {
  const opened = await openDatabase(
    { DATABASE_URL: database.url, DATA_DIR: 'unused' },
    { statementTimeoutMs: 100 },
  )
  await expect(opened.pool.query('SELECT pg_sleep(5)')).rejects.toMatchObject({ code: '57014' })
  await opened.close()
})

it('survives the loss of its connections and closes twice without harm', async () => {
  const opened = await openDatabase({ DATABASE_URL: database.url, DATA_DIR: 'unused' })
  const { rows } = await opened.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
  await expect.poll(() => opened.pool.totalCount).toBe(0)
  expect((await opened.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  await opened.close()
  await opened.close()
  await expect(opened.pool.query('SELECT 1')).rejects.toThrow()
})

it('says which database is missing', async () => {
  expect(await failure(urlOf(database.url, 'no_such_database'))).toMatch(
    /has no database "no_such_database": create it/,
  )
})

it('says that nothing answers, without the password', async () => {
  const message = await failure('postgresql://someone:s3cret@127.0.0.1:1/atlas')
  expect(message).toMatch(/127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/)
  expect(message).not.toContain('s3cret')
})

it('says that the password is wrong, without showing it', async () => {
  const message = await withAnswer(postgresError('28P01'), failure)
  expect(message).toMatch(/refused the user "someone" or its password/)
  expect(message).not.toContain('s3cret')
})

it('refuses a database in another encoding', async () => {
  const name = `${inject('databasePrefix')}latin1`
  await onServer(
    inject('serverUrl'),
    `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER libc`,
  )
  expect(await failure(urlOf(database.url, name))).toMatch(/encoding LATIN1/)
})

it('refuses a server older than Postgres 15', async () => {
  const message = await withAnswer(oldServer(), failure)
  expect(message).toBe('The server runs Postgres 14.9; the atlas needs 15 or newer.')
})

/** A server that answers whatever it is told first with these bytes: no old Postgres, nor one with a known password, is at hand. */
async function withAnswer(bytes: Buffer, ask: (url: string) => Promise<string>): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.write(bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  try {
    return await ask(`postgresql://someone:s3cret@127.0.0.1:${port}/atlas`)
  } finally {
    server.close()
  }
}

function message(type: string, ...parts: (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)))
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

function postgresError(code: string): Buffer {
  return message('E', 'SFATAL\0', `C${code}\0`, 'Mpassword authentication failed\0', '\0')
}

function oldServer(): Buffer {
  const column = (name: string, oid: number) =>
    Buffer.concat([
      Buffer.from(`${name}\0`),
      Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, oid, 0, 4, 255, 255, 255, 255, 0, 0]),
    ])
  const value = (text: string) => Buffer.from([0, 0, 0, text.length, ...Buffer.from(text)])
  const columns = [column('version', 23), column('name', 25), column('encoding', 25)]
  return Buffer.concat([
    message('R', Buffer.alloc(4)),
    message('Z', 'I'),
    message('T', Buffer.from([0, 3]), ...columns),
    message('D', Buffer.from([0, 3]), value('140009'), value('14.9'), value('UTF8')),
    message('C', 'SELECT 1\0'),
    message('Z', 'I'),
  ])
}
