import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { problemResponses } from '../../src/http/problems.ts'
import { manyOf, oneOf, queryOf } from '../../src/http/query.ts'
import { conflict, gone } from '../../src/problem.ts'
import { problemTypeNames, problemTypes } from '../../src/problem-types.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'

const lines: string[] = []
let running: RunningApp

const Body = z.strictObject({
  title: z.string().min(1),
  parts: z.array(z.strictObject({ 'a/b~c': z.int() })).default([]),
  target: z
    .union([z.strictObject({ community: z.string() }), z.strictObject({ url: z.url() })])
    .optional(),
})

beforeAll(async () => {
  running = await startApp(
    { LOG_LEVEL: 'info' },
    {
      logger: { write: (line) => lines.push(line) },
      routes: async (app) => {
        app.route({
          method: 'PUT',
          url: '/things/:id',
          schema: {
            operationId: 'putThing',
            params: z.object({ id: z.string().max(5) }),
            querystring: queryOf({
              sort: oneOf(['title', 'updatedAt']).optional(),
              kind: manyOf(oneOf(['fandom', 'scene']), { max: 2 }).optional(),
            }),
            body: Body,
            response: { 200: z.object({}), ...problemResponses(400, 413, 415, 422) },
          },
          handler: async () => ({}),
        })
        app.get('/boom', { schema: { operationId: 'boom' } }, async () => {
          throw new Error('password=hunter2 at /etc/secret')
        })
        app.get(
          '/unserialisable',
          { schema: { operationId: 'bad', response: { 200: z.object({ a: z.string() }) } } },
          // What TypeScript would refuse, as a database row that is not as expected would do it.
          async () => JSON.parse('{"a":1}'),
        )
        app.get(
          '/gone',
          { schema: { operationId: 'gone', response: problemResponses(410) } },
          async () => {
            throw gone('community')
          },
        )
        app.get(
          '/taken',
          { schema: { operationId: 'taken', response: problemResponses(409) } },
          async () => {
            throw conflict('slug-taken', 'The slug “x” is taken.', [
              { pointer: '/slug', code: 'taken', detail: 'Taken.' },
            ])
          },
        )
      },
    },
  )
})
afterAll(() => running.close())

describe('an error answer', () => {
  it('is a problem with a type, the request id and the faults that were thrown', async () => {
    const { body, headers } = await api(running.app).get('/taken').expect(409)
    expect(headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(body).toEqual({
      type: '/problems/slug-taken',
      title: 'The slug is taken',
      status: 409,
      detail: 'The slug “x” is taken.',
      instance: headers['x-request-id'],
      errors: [{ pointer: '/slug', code: 'taken', detail: 'Taken.' }],
    })
    expect(headers['cache-control']).toBe('no-store')
  })

  it('lists the faults of path, query and body at once, with what may have been meant', async () => {
    const { body } = await api(running.app)
      .put('/things/123456?sort=tittle&limits=3&kind=scene,fandon')
      .send({ tittle: 'x', parts: [{ 'a/b~c': 'one' }] })
      .expect(400)
    expect(body.errors).toEqual([
      { parameter: 'id', code: 'too-big', detail: expect.any(String) },
      { pointer: '/title', code: 'required', detail: 'This is required.' },
      { pointer: '/parts/0/a~1b~0c', code: 'invalid-type', detail: expect.any(String) },
      {
        pointer: '/tittle',
        code: 'unknown-property',
        detail: 'There is no property “tittle”. Did you mean “title”?',
      },
      {
        parameter: 'sort',
        code: 'invalid-value',
        detail: 'Not one of title, updatedAt. Did you mean “title”?',
      },
      {
        parameter: 'kind',
        code: 'invalid-value',
        detail: 'Not one of fandom, scene. Did you mean “fandom”?',
      },
      { parameter: 'limits', code: 'unknown-parameter', detail: 'There is no parameter “limits”.' },
    ])
  })

  it('is a 422 where only the body is wrong', async () => {
    const { body } = await api(running.app)
      .put('/things/1')
      .send({ title: 'x', target: { url: 'not a url' } })
      .expect(422)
    expect(body.type).toBe('/problems/invalid-content')
    expect(body.errors).toEqual([
      { pointer: '/target/url', code: 'invalid-format', detail: expect.any(String) },
    ])
  })

  it('is a 422 at the root where there is no body', async () => {
    const { body } = await api(running.app).put('/things/1').expect(422)
    expect(body.errors).toEqual([{ pointer: '', code: 'invalid-type', detail: expect.any(String) }])
  })

  it('is a 400 for JSON that cannot be read, a 415 for other media types, a 413 for too much', async () => {
    const put = () => api(running.app).put('/things/1')
    await put().type('application/json').send('{"title":').expect(400)
    await put().type('application/json').send('{"__proto__":{"x":1},"title":"x"}').expect(400)
    await put().type('text/plain').send('title').expect(415)
    await put().type('application/xml').send('<title/>').expect(415)
    await put()
      .type('application/json')
      .send(JSON.stringify({ title: 'x'.repeat(2_000_001) }))
      .expect(413)
  })

  it('is a 500 that tells the request id and nothing else, and is logged with its cause', async () => {
    const { body, headers } = await api(running.app).get('/boom').expect(500)
    expect(body).toEqual({
      type: '/problems/internal-error',
      title: problemTypes['internal-error'].title,
      status: 500,
      instance: headers['x-request-id'],
    })
    const logged = lines.find((line) => line.includes('hunter2'))
    expect(logged).toContain(headers['x-request-id'])
    expect(JSON.parse(logged ?? '{}')).toMatchObject({ level: 50 })
  })

  it('is a 500 where an answer does not fit its own schema', async () => {
    const { text } = await api(running.app).get('/unserialisable').expect(500)
    expect(text).not.toContain('expected')
  })

  it('has no body on HEAD, but the length that GET would have', async () => {
    const get = await api(running.app).get('/taken').expect(409)
    const head = await api(running.app).head('/taken').expect(409)
    expect(head.text ?? '').toBe('')
    expect(head.headers['content-length']).toBe(get.headers['content-length'])
  })
})

describe('what is not there', () => {
  it('is a 404 that caches may keep', async () => {
    const { body, headers } = await api(running.app).get('/v1/nothing/here?x=1').expect(404)
    expect(body.detail).toBe('There is no address “/v1/nothing/here”.')
    expect(headers['cache-control']).toBe('public, max-age=60, stale-while-revalidate=600')
    expect(headers.vary).toBe('Accept-Encoding, Accept-Language, Accept')
  })

  it('is a 410 that caches may keep, where it has been withdrawn', async () => {
    const { body, headers } = await api(running.app).get('/gone?locale=es').expect(410)
    expect(body.detail).toBe('This community has been withdrawn.')
    expect(headers['cache-control']).toBe('public, max-age=60, stale-while-revalidate=600')
    expect(headers.vary).toBe('Accept-Encoding, Accept')
  })

  it('is a 405 with Allow where the address takes other methods', async () => {
    const { headers } = await api(running.app).delete('/things/1').expect(405)
    expect(headers.allow).toBe('PUT')
    const known = await api(running.app).post('/livez').send({ x: 1 }).expect(405)
    expect(known.headers.allow).toBe('GET, HEAD')
    await api(running.app).delete('/things/').expect(404)
  })

  it('tells the allowed methods on OPTIONS', async () => {
    const { headers } = await api(running.app).options('/livez').expect(204)
    expect(headers.allow).toBe('GET, HEAD')
    await api(running.app).options('/nothing').expect(404)
  })
})

describe('GET /problems/{type}', () => {
  it('explains every type to programs and to people', async () => {
    for (const type of problemTypeNames) {
      const json = await api(running.app).get(`/problems/${type}`).expect(200)
      expect(json.body).toMatchObject({ id: type, status: problemTypes[type].status })
      const html = await api(running.app)
        .get(`/problems/${type}`)
        .set('Accept', 'text/html,application/xhtml+xml,*/*;q=0.8')
        .expect(200)
        .expect('content-type', 'text/html; charset=utf-8')
      expect(html.text).toContain(`<h1>${problemTypes[type].title}</h1>`)
    }
  })

  it('lets the page load its own style and nothing else', async () => {
    const { headers } = await api(running.app).get('/problems/gone').set('Accept', 'text/html')
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+';/,
    )
  })

  it('keeps to its own rules', async () => {
    await api(running.app).get('/problems/toString').expect(404)
    await api(running.app).get('/problems/gone?x=1').expect(400)
    await api(running.app).get('/problems/gone').set('Accept', 'image/png').expect(406)
    const { headers } = await api(running.app).get('/problems/gone').expect(200)
    await api(running.app)
      .get('/problems/gone')
      .set('If-None-Match', headers.etag ?? '')
      .expect(304)
  })
})
