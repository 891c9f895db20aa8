import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openapiDocument } from '../../src/http/openapi.ts'
import { isRecord } from '../../src/http/openapi-document.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let admin: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  admin = api(running.app, await keyFor(running.database, 'admin'))
})
afterAll(() => running.close())

/** Every operation that takes JSON and nothing else. */
function operations() {
  return Object.entries(openapiDocument(running.app).paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) => {
      const content =
        isRecord(requestBody) && isRecord(requestBody.content) ? requestBody.content : {}
      const types = Object.keys(content)
      const [type] = types
      if (!type?.endsWith('json') || types.length > 1) return []
      const address = path.replaceAll(/\{\w+\}/g, '0192f0c1-0000-7000-8000-000000000000')
      return [{ method: method as 'post' | 'put' | 'patch', address, type }]
    }),
  )
}

describe('every operation that takes a body', () => {
  it('refuses one that is too long, of another type, or not JSON', async () => {
    const found = operations()
    expect(found.length).toBeGreaterThan(15)
    for (const { method, address, type } of found) {
      const send = (mediaType: string, body: string) =>
        admin[method](address).set('If-Match', '*').set('Content-Type', mediaType).send(body)
      expect((await send(type, `{"x":"${'y'.repeat(2_000_001)}"}`)).status, address).toBe(413)
      expect((await send('text/csv', 'x')).status, address).toBe(415)
      const other = method === 'patch' ? 'application/json' : 'application/merge-patch+json'
      expect((await send(other, '{}')).status, address).toBe(415)
      expect((await send(type, '{"x"')).status, address).toBe(400)
      expect((await send(type, '{"__proto__":{"x":1}}')).status, address).toBe(400)
    }
  })
})

describe('what Postgres cannot hold', () => {
  const community = '/v1/editorial/communities/beyond'

  beforeAll(async () => {
    await admin.post('/v1/editorial/communities').send({ title: 'Beyond' }).expect(201)
  })

  it('is refused as the number of a revision', async () => {
    const revision = 2_147_483_648
    const publication = { operation: 'publishCommunity', community: 'beyond', ifMatch: '*' }
    const operations = [{ ...publication, body: { revision } }]
    await admin.post(`${community}/publication`).set('If-Match', '*').send({ revision }).expect(422)
    await admin.post(`${community}/preview-links`).send({ revision }).expect(422)
    await admin.post('/v1/editorial/batch').send({ operations }).expect(422)
    await admin.get(`${community}/preview?revision=${revision}`).expect(400)
    await admin.get(`${community}/preview/report?revision=${revision}`).expect(400)
  })

  it('is refused as a name', async () => {
    const name = 'a\0b'
    const change = { operation: 'updateCommunity', community: name, ifMatch: '*', body: {} }
    const key = { name: 'Limited', role: 'editor', regions: [name], communities: [name] }
    await admin.post(`${community}/merge`).set('If-Match', '*').send({ into: name }).expect(422)
    await admin
      .post('/v1/editorial/batch')
      .send({ operations: [change] })
      .expect(422)
    await admin.post('/v1/keys').send(key).expect(422)
  })

  it('is refused as a time', async () => {
    await admin.get('/v1/editorial/audit?since=0000-12-31T23:59:59Z').expect(400)
    await admin.get('/v1/editorial/audit?until=0000-01-01T00:00:00Z').expect(400)
  })
})
