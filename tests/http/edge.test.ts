import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { errorHandling } from '../../src/http/error-handling.ts'
import { loadShedding } from '../../src/http/load-shedding.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'

let running: RunningApp
const lines: string[] = []

beforeAll(async () => {
  const logger = { write: (line: string) => lines.push(line) }
  running = await startApp({ LOG_LEVEL: 'info' }, { logger })
})
afterAll(() => running.close())

describe('every answer', () => {
  it('has a request id of our own making, which is logged', async () => {
    const { headers } = await api(running.app)
      .get('/livez')
      .set('X-Request-Id', 'theirs')
      .expect(200)
    const id = String(headers['x-request-id'])
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    expect(lines.some((line) => line.includes(id))).toBe(true)
    const again = await api(running.app).get('/livez')
    expect(again.headers['x-request-id']).not.toBe(id)
  })

  it('tells browsers to take it for nothing else', async () => {
    for (const path of ['/livez', '/nothing', '/%zz', '/x?a=%00']) {
      const { headers } = await api(running.app).get(path)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'strict-origin-when-cross-origin',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      })
    }
  })

  it('keeps credentials out of the log', async () => {
    const asked = api(running.app).get('/livez?token=tops3cret')
    await asked.set('Authorization', 'Bearer tops3cret').expect(400)
    running.app.log.info({ headers: { authorization: 'Bearer tops3cret' } }, 'with headers')
    expect(lines.some((line) => line.includes('"path":"/livez"'))).toBe(true)
    expect(lines.some((line) => line.includes('with headers'))).toBe(true)
    expect(lines.some((line) => line.includes('tops3cret'))).toBe(false)
  })
})

describe('a client who breaks off while it sends a body', () => {
  it('is not taken for a database that is away', async () => {
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1')
    socket.write(
      'POST /v1/communities/lookup HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n' +
        'Content-Length: 500\r\n\r\n{"re',
    )
    const ofLookup = (line: string) => line.includes('/v1/communities/lookup')
    await vi.waitUntil(() => lines.some(ofLookup))
    const id = z.object({ reqId: z.string() }).parse(JSON.parse(lines.find(ofLookup) ?? '')).reqId
    socket.destroy()
    await delay(200)
    expect(lines.filter((line) => line.includes(id)).join('')).not.toContain('"level":40')
  })
})

describe('addresses', () => {
  it.each(['/%zz', '/livez?a=%zz', '/livez?a=%ff', '/%ff', '/livez?%', '/a%00b', '/livez?a=%00'])(
    'such as %s are refused as malformed',
    async (path) => {
      const { body } = await api(running.app).get(path).expect(400)
      expect(body.type).toBe('/problems/invalid-request')
    },
  )

  it('may contain a percent sign and what looks like an encoded NUL, both encoded', async () => {
    await api(running.app).get('/x%2500').expect(404)
    await api(running.app).get('/x?a=%2500').expect(404)
  })

  it('may have 8000 characters and no more', async () => {
    const path = (length: number) => `/livez?${'x'.repeat(length - 7)}`
    await api(running.app).get(path(8000)).expect(400)
    const { body } = await api(running.app).get(path(8001)).expect(414)
    expect(body.type).toBe('/problems/uri-too-long')
    await api(running.app)
      .get(`/problems/${'x'.repeat(7900)}`)
      .expect(400)
    await api(running.app)
      .get(`/${'x'.repeat(8000)}`)
      .expect(414)
  })
})

describe('scripts of other sites', () => {
  it('may read all that is public, and the headers that matter', async () => {
    const { headers } = await api(running.app).get('/livez').set('Origin', 'https://a.example')
    expect(headers['access-control-allow-origin']).toBe('*')
    const exposed = String(headers['access-control-expose-headers']).split(', ')
    for (const name of [
      'ETag',
      'Link',
      'Location',
      'X-Request-Id',
      'RateLimit',
      'RateLimit-Policy',
    ])
      expect(exposed).toContain(name)
    for (const name of ['Retry-After', 'Content-Language', 'Last-Modified'])
      expect(exposed).toContain(name)
    expect(headers.vary ?? '').not.toContain('Origin')
    expect(headers['access-control-allow-credentials']).toBeUndefined()
  })

  it('may ask first', async () => {
    const { headers } = await api(running.app)
      .options('/livez')
      .set('Origin', 'https://a.example')
      .set('Access-Control-Request-Method', 'GET')
      .set('Access-Control-Request-Headers', 'if-none-match')
      .expect(204)
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers['access-control-allow-methods']).toBe('GET, HEAD')
    expect(headers['access-control-allow-headers']).toContain('If-None-Match')
  })
})

describe('requests beyond the cap', () => {
  let app: FastifyInstance
  afterEach(() => app.close())

  it('are refused at once with Retry-After, until others are done or given up', async () => {
    app = Fastify()
    await app.register(errorHandling)
    await app.register(loadShedding, { maxInFlight: 2 })
    const release: (() => void)[] = []
    app.get('/slow', () => new Promise((resolve) => release.push(() => resolve('done'))))
    const url = await app.listen({ host: '127.0.0.1', port: 0 })

    const abandon = new AbortController()
    const first = fetch(`${url}/slow`)
    const second = fetch(`${url}/slow`, { signal: abandon.signal }).catch(() => 'abandoned')
    while (release.length < 2) await delay(5)

    const refused = await fetch(`${url}/slow`)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(await refused.json()).toMatchObject({ type: '/problems/unavailable', status: 503 })

    abandon.abort()
    expect(await second).toBe('abandoned')
    await delay(50)
    const third = fetch(`${url}/slow`)
    while (release.length < 3) await delay(5)
    for (const finish of release) finish()
    expect((await first).status).toBe(200)
    expect((await third).status).toBe(200)
  })
})
