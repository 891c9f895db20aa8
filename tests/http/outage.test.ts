import { createServer, type Server } from 'node:net'
import { PrismaPg } from '@prisma/adapter-pg'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import pg from 'pg'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { sharePool } from '../../src/database/session.ts'
import { transactionally } from '../../src/database/transactions.ts'
import { PrismaClient } from '../../src/generated/prisma/client.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { freshDatabase } from '../support/database.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** Routes that ask the database in each way that the service does. */
const routes: FastifyPluginAsyncZod = async (app) => {
  const { pool, prisma } = app.database
  const one = (operationId: string) => ({ schema: { operationId } })
  app.get('/by-pool', one('byPool'), async () => (await pool.query('SELECT 1')).rows)
  app.get('/by-prisma', one('byPrisma'), async () => prisma.region.count())
  app.get('/by-transaction', one('byTransaction'), async () =>
    transactionally(prisma, async (tx) => tx.region.count()),
  )
  app.get(
    '/killed',
    one('killed'),
    async () => (await pool.query('SELECT pg_terminate_backend(pg_backend_pid())')).rows,
  )
  app.get(
    '/killed-in-prisma',
    one('killedInPrisma'),
    async () => prisma.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`,
  )
  app.get('/endless', one('endless'), async () => (await pool.query('SELECT pg_sleep(60)')).rows)
  app.get('/wrong', one('wrong'), async () => (await pool.query('SELECT nonsense')).rows)
}

function databaseAt(url: string, options: pg.PoolConfig = {}): Database {
  const pool = new pg.Pool({ connectionString: url, ...options })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  sharePool(prisma, pool)
  const close = async () => {
    await prisma.$disconnect()
    await pool.end()
  }
  cleanups.push(close)
  return { pool, prisma, url, close }
}

/** The address of a database of its own. */
async function fresh(): Promise<string> {
  const database = await freshDatabase()
  cleanups.push(() => database.close())
  return database.url
}

async function start(database: Database): Promise<RunningApp> {
  const running = await startApp({}, { database, routes })
  cleanups.push(() => running.close())
  return running
}

/** A port on which nothing listens, or something that never answers. */
async function port({ silent }: { silent: boolean }): Promise<number> {
  const server: Server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const close = () => new Promise((resolve) => server.close(resolve))
  if (silent) {
    server.on('connection', (socket) => cleanups.push(() => socket.destroy()))
    cleanups.unshift(close)
  } else await close()
  return typeof address === 'object' && address ? address.port : 0
}

async function expectUnavailable({ app }: RunningApp, path: string) {
  const { headers, text } = await api(app).get(path).expect(503)
  expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  expect(headers['cache-control']).toBe('no-store')
  expect(text).not.toMatch(/127\.0\.0\.1|ECONN|secret/)
}

describe('a database that', () => {
  it('is not there makes for 503, never 500, while the process stays alive', async () => {
    const url = `postgres://someone:secret@127.0.0.1:${await port({ silent: false })}/none`
    const running = await start(databaseAt(url))
    for (const path of ['/by-pool', '/by-prisma', '/by-transaction', '/readyz']) {
      await expectUnavailable(running, path)
    }
    await api(running.app).get('/livez').expect(200)
    const { body } = await api(running.app).post('/v1/editorial/communities').send({}).expect(401)
    expect(body.type).toBe('/problems/unauthorized')
  })

  it('does not answer makes the service not ready before a request has waited for a connection', async () => {
    const url = `postgres://someone:secret@127.0.0.1:${await port({ silent: true })}/none`
    const running = await start(databaseAt(url, { connectionTimeoutMillis: 3000 }))
    const answered: string[] = []
    const unavailable = async (path: string) => {
      await expectUnavailable(running, path)
      answered.push(path)
    }
    await Promise.all([unavailable('/by-pool'), unavailable('/readyz')])
    expect(answered).toEqual(['/readyz', '/by-pool'])
  })

  it('has no connection left makes for 503', async () => {
    const url = await fresh()
    const database = databaseAt(url, { max: 1, connectionTimeoutMillis: 100 })
    // A tenth of a second may be too short for a busy machine, but not every time.
    const patience = { timeout: 60_000 }
    const held = await vi.waitFor(() => database.pool.connect(), patience)
    const running = await start(database)
    for (const path of ['/by-pool', '/by-prisma', '/by-transaction']) {
      await expectUnavailable(running, path)
    }
    held.release()
    await vi.waitFor(() => api(running.app).get('/readyz').expect(200), patience)
  })

  it('refuses or cuts connections makes for 503', async () => {
    const url = await fresh()
    const database = databaseAt(url)
    const running = await start(database)
    await expectUnavailable(running, '/killed')
    await expectUnavailable(running, '/killed-in-prisma')
    await api(running.app).get('/readyz').expect(200)
  })

  it('takes longer than a statement may makes for 503', async () => {
    const running = await start(databaseAt(await fresh(), { statement_timeout: 100 }))
    await expectUnavailable(running, '/endless')
  })

  it('was closed makes for 503', async () => {
    const url = await fresh()
    const pool = new pg.Pool({ connectionString: url })
    const running = await start({ ...databaseAt(url), pool })
    await pool.end()
    await expectUnavailable(running, '/by-pool')
    await expectUnavailable(running, '/readyz')
  })

  it('is asked nonsense makes for 500: that is a bug of ours', async () => {
    const url = await fresh()
    const { app } = await start(databaseAt(url))
    const { text } = await api(app).get('/wrong').expect(500)
    expect(text).not.toContain('nonsense')
  })
})
