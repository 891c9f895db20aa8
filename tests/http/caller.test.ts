import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { requireCredentials } from '../../src/http/caller.ts'
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
            requireCredentials(closed)
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
          { prefix: '/v1/editorial' },
        )
      },
    },
  )
})
afterAll(() => running.close())

describe('a scope that requires credentials', () => {
  it.each([
    ['post', '/v1/editorial/drafts'],
    ['get', '/v1/editorial/drafts'],
    ['delete', '/v1/editorial/drafts/1'],
    ['get', '/v1/editorial'],
    ['get', '/v1/editorial/'],
    ['put', '/v1/editorial/no/such/thing?limit=x'],
    ['options', '/v1/editorial/drafts'],
    ['head', '/v1/editorial/drafts'],
  ] as const)('answers 401 to %s %s without a key', async (method, path) => {
    const { headers } = await api(running.app)[method](path).expect(401)
    expect(headers['www-authenticate']).toBe('Bearer')
    expect(headers['cache-control']).toBe('private, no-store')
  })

  it('answers 401 before it looks at the body', async () => {
    await api(running.app)
      .post('/v1/editorial/drafts')
      .type('application/json')
      .send('{"title"')
      .expect(401)
  })

  it.each(['Bearer abc', 'Basic YTpi', 'nonsense'])(
    'refuses %s as invalid',
    async (credentials) => {
      const { headers, body } = await api(running.app)
        .get('/v1/editorial/drafts')
        .set('Authorization', credentials)
        .expect(401)
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"')
      expect(JSON.stringify(body)).not.toContain(credentials)
    },
  )

  it('is not open to scripts of other sites, nor to their preflights', async () => {
    const plain = await api(running.app)
      .get('/v1/editorial/drafts')
      .set('Origin', 'https://a.example')
    expect(plain.headers['access-control-allow-origin']).toBeUndefined()
    const preflight = await api(running.app)
      .options('/v1/editorial/drafts')
      .set('Origin', 'https://a.example')
      .set('Access-Control-Request-Method', 'POST')
      .expect(401)
    expect(preflight.headers['access-control-allow-methods']).toBeUndefined()
  })

  it('leaves its neighbours open', async () => {
    await api(running.app).get('/livez').set('Authorization', 'Bearer abc').expect(200)
    await api(running.app).get('/v1/editorialx').expect(404)
  })
})
