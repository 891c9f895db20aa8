import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { localeParameters } from '../../src/http/locale.ts'
import { problemResponses } from '../../src/http/problems.ts'
import { type PublicAnswer, redirectPermanently, sendPublic } from '../../src/http/public-answer.ts'
import { queryOf } from '../../src/http/query.ts'
import { surrogateKeys } from '../../src/http/surrogate-keys.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'

const modifiedAt = new Date('2026-03-01T10:00:00.700Z')
const usual: PublicAnswer = { body: '{"name":"Åse"}', tags: ['c-1', 'communities'], modifiedAt }
let answer = usual
let running: RunningApp

beforeAll(async () => {
  running = await startApp(
    {},
    {
      routes: async (app) => {
        app.get(
          '/thing',
          {
            schema: {
              operationId: 'getThing',
              querystring: queryOf(localeParameters),
              response: {
                200: {
                  description: 'It.',
                  content: {
                    'application/json': { schema: z.object({ name: z.string() }) },
                    'text/markdown': { schema: z.string() },
                  },
                },
                304: z.undefined().describe('Not modified.'),
                ...problemResponses(400),
              },
            },
          },
          async (request, reply) => sendPublic(request, reply, answer),
        )
        app.get(
          '/old/:slug',
          {
            schema: {
              operationId: 'getOld',
              params: z.object({ slug: z.string() }),
              response: { 308: z.undefined().describe('Moved.') },
            },
          },
          async (request, reply) => redirectPermanently(request, reply, '/new/name?a=1'),
        )
      },
    },
  )
})
afterAll(() => running.close())

const get = (path = '/thing') => api(running.app).get(path)

describe('a public answer', () => {
  it('carries validators, caching rules and what it depends on', async () => {
    answer = { ...usual, locales: ['en', 'es'], next: '</thing?cursor=x>; rel="next"' }
    const { headers, text } = await get().expect(200)
    expect(text).toBe('{"name":"Åse"}')
    expect(headers).toMatchObject({
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
      'last-modified': 'Sun, 01 Mar 2026 10:00:00 GMT',
      'cache-control': 'public, max-age=60, stale-while-revalidate=600',
      'surrogate-key': 'c-1 communities',
      'content-language': 'en, es',
      'content-type': 'application/json; charset=utf-8',
      'content-length': '15',
      vary: 'Accept-Encoding, Accept-Language, Accept',
      link: '</thing?cursor=x>; rel="next"',
    })
    answer = usual
  })

  it('does not depend on Accept-Language where the URL has the locale', async () => {
    const { headers } = await get('/thing?locale=es').expect(200)
    expect(headers.vary).toBe('Accept-Encoding, Accept')
  })

  it('has the ETag of its bytes: the same for the same, another for others', async () => {
    const first = (await get()).headers.etag
    expect((await get()).headers.etag).toBe(first)
    answer = { ...usual, body: Buffer.from('{"name":"Åsa"}') }
    expect((await get()).headers.etag).not.toBe(first)
    answer = usual
  })

  it('answers HEAD with the same headers and no body', async () => {
    const full = await get().expect(200)
    const head = await api(running.app).head('/thing').expect(200)
    for (const name of ['etag', 'last-modified', 'content-length', 'content-type', 'vary']) {
      expect(head.headers[name]).toBe(full.headers[name])
    }
    expect(head.text ?? '').toBe('')
  })

  it('can be of another media type', async () => {
    answer = { body: '# Åse', mediaType: 'text/markdown; charset=utf-8', tags: [] }
    const { headers, text } = await get().expect(200)
    expect(headers['content-type']).toBe('text/markdown; charset=utf-8')
    expect(headers['surrogate-key']).toBeUndefined()
    expect(headers['last-modified']).toBeUndefined()
    expect(text).toBe('# Åse')
    answer = usual
  })
})

describe('If-None-Match', () => {
  const tag = async () => String((await get()).headers.etag)
  const opaque = async () => (await tag()).slice(1, -1)
  const send = (value: string) => get().set('If-None-Match', value)

  it('leads to 304 for the tag, weak or of any encoding, anywhere in a list, and for *', async () => {
    const plain = await opaque()
    await send(`"${plain}"`).expect(304)
    await send(`W/"${plain}"`).expect(304)
    await send(`"${plain}-br"`).expect(304)
    await send(`W/"${plain}-gzip"`).expect(304)
    await send(`"other", W/"more,commas" ,"${plain}"`).expect(304)
    await send('*').expect(304)
  })

  it('leads to the whole answer for other tags', async () => {
    const plain = await opaque()
    await send('"other"').expect(200)
    await send(plain).expect(200)
    await send(`"${plain}x"`).expect(200)
    await send(`"${plain}-zstd"`).expect(200)
    await send('').expect(200)
  })

  it('leads to a 304 that says what a cache has to update, without a body', async () => {
    const { headers, text } = await send(await tag()).expect(304)
    expect(text).toBe('')
    expect(headers).toMatchObject({
      etag: await tag(),
      'cache-control': 'public, max-age=60, stale-while-revalidate=600',
      vary: 'Accept-Encoding, Accept-Language, Accept',
    })
    // The client has them, and they are the same.
    expect(headers['last-modified']).toBeUndefined()
    expect(headers['content-type']).toBeUndefined()
    expect(headers['content-length']).toBeUndefined()
  })

  it('never claims a length of 0 for a HEAD that is not modified', async () => {
    const { headers } = await api(running.app)
      .head('/thing')
      .set('If-None-Match', await tag())
      .expect(304)
    expect(headers['content-length']).toBeUndefined()
  })

  it('rules over If-Modified-Since', async () => {
    await send('"other"').set('If-Modified-Since', 'Mon, 01 Mar 2027 10:00:00 GMT').expect(200)
    await send(await tag())
      .set('If-Modified-Since', 'Sat, 01 Mar 2025 10:00:00 GMT')
      .expect(304)
  })
})

describe('If-Modified-Since', () => {
  const since = (value: string) => get().set('If-Modified-Since', value)

  it('leads to 304 from the second of the last change on', async () => {
    await since('Sun, 01 Mar 2026 09:59:59 GMT').expect(200)
    await since('Sun, 01 Mar 2026 10:00:00 GMT').expect(304)
    await since('Sun, 01 Mar 2026 10:00:01 GMT').expect(304)
  })

  it('is ignored where it is no date, and where the answer has none', async () => {
    await since('yesterday').expect(200)
    answer = { ...usual, modifiedAt: null }
    await since('Mon, 01 Mar 2027 10:00:00 GMT').expect(200)
    answer = usual
  })
})

describe('surrogate keys', () => {
  it('have no duplicates and go coarse only where they would be too long', () => {
    expect(surrogateKeys(['c-1', 'communities', 'c-1'])).toBe('c-1 communities')
    const many = (letter: string) =>
      Array.from({ length: 300 }, (_, index) => `${letter}-${String(index).padStart(12, '0')}`)
    expect(surrogateKeys(many('c'))).toBe('communities')
    expect(surrogateKeys([...many('n'), 'vocabularies', 'c-1', 'r-1'])).toBe(
      'regions vocabularies communities',
    )
    expect(surrogateKeys(many('c').slice(0, 200))).toContain('c-000000000199')
  })
})

describe('a permanent redirect', () => {
  it('keeps the method and may be cached like any public answer', async () => {
    const { headers, text } = await get('/old/x').expect(308)
    expect(text).toBe('')
    expect(headers).toMatchObject({
      location: '/new/name?a=1',
      'cache-control': 'public, max-age=60, stale-while-revalidate=600',
      vary: 'Accept-Encoding, Accept-Language, Accept',
    })
  })
})
