import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { closeToStrangers } from '../../src/integration/gate.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'

let running: RunningApp

beforeAll(async () => {
  running = await startApp(
    {},
    {
      routes: async (app) => {
        await app.register(
          async (closed) => {
            closeToStrangers(closed)
            closed.post(
              '/drafts',
              {
                schema: {
                  operationId: 'createDraft',
                  security: [{ bearer: [] }],
                  body: z.object({ title: z.string() }),
                },
              },
              async () => 'in',
            )
          },
          { prefix: '/v1/closed' },
        )
      },
    },
  )
})
afterAll(() => running.close())

describe('a scope that requires credentials', () => {
  it.each([
    ['post', '/v1/closed/drafts'],
    ['get', '/v1/closed/drafts'],
    ['delete', '/v1/closed/drafts/1'],
    ['get', '/v1/closed'],
    ['get', '/v1/closed/'],
    ['put', '/v1/closed/no/such/thing?limit=x'],
    ['options', '/v1/closed/drafts'],
    ['head', '/v1/closed/drafts'],
  ] as const)('answers 401 to %s %s without a key', async (method, path) => {
    const { headers } = await api(running.app)[method](path).expect(401)
    expect(headers['www-authenticate']).toBe('Bearer')
    expect(headers['cache-control']).toBe('private, no-store')
  })

  it('answers 401 before it looks at the body', async () => {
    await api(running.app)
      .post('/v1/closed/drafts')
      .type('application/json')
      .send('{"title"')
      .expect(401)
  })

  it.each(['Bearer abc', 'Basic YTpi', 'nonsense'])(
    'refuses %s as invalid',
    async (credentials) => {
      const { headers, body } = await api(running.app)
        .get('/v1/closed/drafts')
        .set('Authorization', credentials)
        .expect(401)
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"')
      expect(JSON.stringify(body)).not.toContain(credentials)
    },
  )

  it('is not open to scripts of other sites, nor to their preflights', async () => {
    const plain = await api(running.app).get('/v1/closed/drafts').set('Origin', 'https://a.example')
    expect(plain.headers['access-control-allow-origin']).toBeUndefined()
    const preflight = await api(running.app)
      .options('/v1/closed/drafts')
      .set('Origin', 'https://a.example')
      .set('Access-Control-Request-Method', 'POST')
      .expect(401)
    expect(preflight.headers['access-control-allow-methods']).toBeUndefined()
  })

  it('leaves its neighbours open', async () => {
    await api(running.app).get('/livez').set('Authorization', 'Bearer abc').expect(200)
    await api(running.app).get('/v1/closedx').expect(404)
  })
})

describe('the editors’ side', () => {
  it.each([
    '/v1/editorial',
    '/v1/editorial/communities',
    '/v1/editorial/communities/x/sections/y',
    '/v1/keys',
    '/v1/webhooks',
  ])('is closed at %s, whatever the method', async (path) => {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const answer = await api(running.app)[method](path).expect(401)
      expect(answer.headers['www-authenticate']).toBe('Bearer')
      expect(answer.headers['cache-control']).toBe('private, no-store')
    }
  })
})
