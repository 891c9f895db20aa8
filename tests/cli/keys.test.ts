import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeFirstKey } from '../../src/integration/keys/first.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { command } from '../support/command.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'

let db: TestDatabase
let running: RunningApp

beforeAll(async () => {
  db = await freshDatabase()
  running = await startApp({}, { database: db })
})
afterAll(async () => {
  await running.close()
  await db.close()
})

const keys = (...args: string[]) =>
  command(['keys', ...args], { DATABASE_URL: db.url, USER: 'olga' })

describe('atlas keys', () => {
  it('prints a new key alone on stdout, lists it without its secret, and revokes it at once', async () => {
    const made = await keys('create', '--name', 'A tool', '--role', 'contributor', '--region', 'JP')
    expect(made.code).toBe(0)
    expect(made.stdout).toMatch(/^atlas_[0-9a-f]{32}_[\w-]{43}\n$/)
    const token = made.stdout.trim()
    const holder = api(running.app, token)
    const { body } = await holder.get('/v1/keys/current').expect(200)
    expect(body).toMatchObject({ name: 'A tool', role: 'contributor', createdBy: 'olga' })
    expect(body.regions).toHaveLength(1)

    const listed = await keys('list', '--json')
    expect(JSON.parse(listed.stdout)).toMatchObject({ id: body.id, name: 'A tool' })
    // The secret, which may hold underscores itself.
    expect(listed.stdout).not.toContain(token.slice(-43))

    const revoked = await keys('revoke', body.id)
    expect(revoked.stdout).toContain(body.id)
    await holder.get('/v1/keys/current').expect(401)
  })

  it('says what is wrong and makes nothing', async () => {
    const unknown = await keys('create', '--name', 'A tool', '--role', 'reader', '--region', 'XQ')
    expect([unknown.code, unknown.stdout]).toEqual([1, ''])
    expect(unknown.stderr).toContain('There is no region “XQ”.')
    expect((await keys('create', '--name', 'A tool', '--role', 'king')).code).toBe(2)
    expect((await keys('create', '--role', 'admin')).code).toBe(2)
    const past = ['--expires', 'tomorrow']
    expect((await keys('create', '--name', 'A tool', '--role', 'admin', ...past)).code).toBe(2)
    expect((await keys('revoke', 'nothing')).code).toBe(1)
  })
})

describe('the first start', () => {
  it('makes one admin key, of many at once, and never another', async () => {
    const fresh = await freshDatabase()
    try {
      const made = await Promise.all([1, 2, 3].map(() => makeFirstKey(fresh, new Date())))
      expect(made.filter((key) => key !== null)).toHaveLength(1)
      expect(await makeFirstKey(fresh, new Date())).toBeNull()
    } finally {
      await fresh.close()
    }
  })
})
