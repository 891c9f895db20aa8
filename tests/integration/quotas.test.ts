import { afterEach, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
afterEach(() => running?.close())

const start = (KEY_RATE_LIMIT = 50) =>
  startApp({ RATE_LIMIT: 2, KEY_RATE_LIMIT, RATE_LIMIT_LOOPBACK: true })
const address = '/v1/regions/japan'

describe('a reader with a key', () => {
  it('has a share of its own, which others at the same address do not touch', async () => {
    running = await start()
    const key = await keyFor(running.database, 'reader')
    for (let time = 0; time < 2; time += 1) await api(running.app).get(address).expect(200)
    await api(running.app).get(address).expect(429)
    const { headers } = await api(running.app, key).get(address).expect(200)
    expect(headers['ratelimit-policy']).toBe('"key";q=50;w=60')
    expect(headers.ratelimit).toMatch(/^"key";r=49;t=/)
  })

  it('gets the same answer as everybody', async () => {
    running = await start()
    const anonymous = await api(running.app).get(address).expect(200)
    const known = await api(running.app, await keyFor(running.database, 'reader')).get(address)
    expect(known.text).toBe(anonymous.text)
    expect(known.headers.etag).toBe(anonymous.headers.etag)
    expect(known.headers['cache-control']).toBe(anonymous.headers['cache-control'])
    expect(known.headers.vary).toBe(anonymous.headers.vary)
  })

  it('may have been promised more or less than others, wherever it goes', async () => {
    running = await start()
    const key = await keyFor(running.database, 'reader', { requestsPerMinute: 2 })
    await api(running.app, key).get(address).expect(200)
    const { body } = await api(running.app, key).get('/v1/keys/current').expect(200)
    expect(body.requestsPerMinute).toBe(2)
    const refused = await api(running.app, key).get(address).expect(429)
    expect(refused.headers['ratelimit-policy']).toBe('"key";q=2;w=60')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  })

  it('counts as everybody where the key is invented, expired or revoked', async () => {
    running = await startApp({ RATE_LIMIT: 50, RATE_LIMIT_LOOPBACK: true })
    const past = new Date(Date.now() - 1000).toISOString()
    const other = await keyFor(running.database, 'reader')
    const invented = `${other.slice(0, -4)}aaaa`
    const revoked = await keyFor(running.database, 'reader', { name: 'gone' })
    await running.database.pool.query(
      `UPDATE editorial.api_key SET revoked_at = now() WHERE name = 'gone'`,
    )
    const expired = await keyFor(running.database, 'reader', { name: 'late' })
    await running.database.pool.query(
      `UPDATE editorial.api_key SET expires_at = $1 WHERE name = 'late'`,
      [past],
    )
    for (const key of [invented, revoked, expired, 'nonsense']) {
      const { headers } = await api(running.app, key).get(address).expect(200)
      expect(headers['ratelimit-policy']).toBe('"anonymous";q=50;w=60')
    }
  })
})

describe('a quota', () => {
  it('is given with the key, as a whole number', async () => {
    running = await startApp()
    const admin = await keyFor(running.database, 'admin')
    const make = (requestsPerMinute: unknown) =>
      api(running.app, admin)
        .post('/v1/keys')
        .send({ name: 'partner', role: 'reader', requestsPerMinute })
    expect((await make(20).expect(201)).body.requestsPerMinute).toBe(20)
    const { body } = await make(0).expect(422)
    expect(body.errors[0].pointer).toBe('/requestsPerMinute')
  })
})
