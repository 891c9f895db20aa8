import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { AnswerCache } from '../../src/delivery/cache/answer-cache.ts'
import { withdraw } from '../../src/editorial/publishing/service.ts'
import { WrittenResponse } from '../../src/http/written-response.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { contentOf, nextSecond, publish, save, siteUrl, tester } from '../support/factories.ts'
import { startProxy } from '../support/proxy.ts'

let running: RunningApp
let db: TestDatabase
/** What is published through it is heard of by notification only, as from another process. */
let elsewhere: Awaited<ReturnType<typeof openDatabase>>

beforeAll(async () => {
  db = await freshDatabase()
  running = await startApp({}, { database: db })
  elsewhere = await openDatabase({ DATABASE_URL: db.url, DATA_DIR: 'unused' })
  await vi.waitUntil(() => running.app.answerCache.live, patience)
})
afterAll(async () => {
  await running.close()
  await elsewhere.close()
  await db.close()
})

const get = (path: string) => api(running.app).get(path)

async function savePublishedElsewhere(content: ReturnType<typeof contentOf>) {
  await save(db, content)
  await publish({ ...db, ...elsewhere }, content.slug)
}

/** How many statements the pool is sent while something is done. */
async function statementsDuring(work: () => Promise<unknown>): Promise<number> {
  let statements = 0
  const restore = onQuery(async (send) => {
    statements += 1
    return send()
  })
  await work().finally(restore)
  return statements
}

/** Lets every statement of the app's pool go through a function, until what is answered is called. */
function onQuery(around: (send: () => Promise<unknown>) => Promise<unknown>): () => void {
  const { pool } = running.database
  const original: typeof pool.query = pool.query.bind(pool)
  const replaced: unknown = (...given: Parameters<typeof original>) =>
    around(async () => original(...given))
  pool.query = replaced as typeof original
  return () => {
    pool.query = original
  }
}

/** Where the machine is busy, the cache may lose touch with the database for a while; it then keeps nothing. */
const patience = { timeout: 20_000, interval: 20 }

/** Waits until an address answers as it should: within a second of the acknowledgement, unless the machine is busy. */
const soon = (check: () => Promise<unknown>) => vi.waitFor(check, patience)

describe('a kept answer', () => {
  it('costs no statement, and is the same to the byte', async () => {
    await savePublishedElsewhere(contentOf({ title: 'Kept' }))
    for (const path of [
      '/v1/communities/kept',
      '/v1/communities?kind=microculture',
      '/v1/regions/JP',
    ]) {
      const first = await get(path).set('Accept-Encoding', 'identity').expect(200)
      await vi.waitFor(async () => {
        const statements = await statementsDuring(async () => {
          const again = await get(path).set('Accept-Encoding', 'identity').expect(200)
          expect(again.text).toBe(first.text)
          const { etag, vary, 'last-modified': modified, 'surrogate-key': keys } = first.headers
          expect(again.headers).toMatchObject({ etag, vary, 'surrogate-key': keys })
          expect(again.headers['last-modified']).toBe(modified)
          await get(path).set('If-None-Match', String(etag)).expect(304)
          await api(running.app).head(path).expect(200)
        })
        expect(statements, path).toBe(0)
      }, patience)
    }
  })

  it('says the third time all that it said the first', async () => {
    await savePublishedElsewhere(contentOf({ title: 'Thrice' }))
    const writtenHeads = vi.spyOn(WrittenResponse.prototype, 'sendWritten')
    const headersOf = async (path: string, extra: Record<string, string> = {}) => {
      const { headers, status } = await get(path).set({ 'Accept-Encoding': 'identity', ...extra })
      const { date: _, 'x-request-id': requestId, ratelimit, ...lasting } = headers
      expect(ratelimit).toMatch(/^"anonymous";r=\d+;t=\d+$/)
      return { status, requestId, lasting }
    }
    for (const path of [
      '/v1/communities/thrice',
      '/v1/communities/thrice.html',
      '/v1/regions/JP',
    ]) {
      const first = await headersOf(path)
      const known = { 'If-None-Match': String(first.lasting.etag) }
      const notModified = await headersOf(path, known)
      for (let time = 0; time < 3; time += 1) {
        const again = await headersOf(path)
        expect(again.lasting, path).toEqual(first.lasting)
        expect(again.requestId).not.toBe(first.requestId)
        const unchanged = await headersOf(path, known)
        expect(unchanged.status).toBe(304)
        expect(unchanged.lasting, path).toEqual(notModified.lasting)
      }
    }
    expect(writtenHeads.mock.calls.length).toBeGreaterThan(3)
    writtenHeads.mockRestore()
  })

  it('is sent the short way in any language, once it was asked for in it', async () => {
    const languages = ['de', 'fr', 'es', 'ja', 'zh', 'pt', 'it', 'nl', 'sv', 'pl', 'ru', 'ar']
    const readAll = async () => {
      for (const language of languages) {
        await get('/v1/regions/JP').set('Accept-Language', language).expect(200)
      }
    }
    await readAll()
    await readAll()
    const writtenHeads = vi.spyOn(WrittenResponse.prototype, 'sendWritten')
    await vi.waitFor(async () => {
      writtenHeads.mockClear()
      await readAll()
      expect(writtenHeads).toHaveBeenCalledTimes(languages.length)
    }, patience)
    writtenHeads.mockRestore()
  })

  it('closes the connection where the client asks for it', async () => {
    for (let time = 0; time < 4; time += 1) {
      const { headers } = await get('/v1/regions/JP').set('Connection', 'close').expect(200)
      expect(headers).toMatchObject({ connection: 'close' })
    }
  })

  it('is counted for its client, and refused with the rest of what is too much', async () => {
    const limit = 20
    const limited = await startApp(
      { RATE_LIMIT: limit, RATE_LIMIT_LOOPBACK: true },
      { database: db },
    )
    await vi.waitUntil(() => limited.app.answerCache.live, patience)
    const path = '/v1/regions/JP'
    for (let used = 1; used <= limit; used += 1) {
      const { headers } = await api(limited.app).get(path).expect(200)
      expect(headers.ratelimit).toMatch(new RegExp(`^"anonymous";r=${limit - used};t=`))
    }
    expect(limited.app.answerCache.counts.hits).toBeGreaterThan(0)
    await api(limited.app).get(path).expect(429)
    await limited.close()
  })

  it('is in the log like any other, once', async () => {
    const lines: string[] = []
    const logging = await startApp(
      { LOG_LEVEL: 'info' },
      { database: db, logger: { write: (line) => void lines.push(line) } },
    )
    await vi.waitUntil(() => logging.app.answerCache.live, patience)
    const ids: string[] = []
    for (let time = 0; time < 4; time += 1) {
      const { headers } = await api(logging.app).get('/v1/regions/JP?locale=en').expect(200)
      ids.push(String(headers['x-request-id']))
    }
    expect(logging.app.answerCache.counts.hits).toBeGreaterThan(0)
    await vi.waitFor(() => {
      const completed = lines
        .map((line) => JSON.parse(line))
        .filter(({ msg }) => msg === 'request completed')
      expect(completed).toHaveLength(ids.length)
      expect(new Set(completed.map(({ reqId }) => reqId))).toEqual(new Set(ids))
      expect(completed.at(-1)).toMatchObject({ res: { statusCode: 200 } })
      // Queries may carry secrets.
      expect(JSON.stringify(lines)).not.toContain('locale=en')
    }, patience)
    await logging.close()
  })

  it('is kept for each language apart', async () => {
    await savePublishedElsewhere(
      contentOf({ title: 'Two', translations: { es: { title: 'Dos', tagline: null } } }),
    )
    for (let round = 0; round < 2; round += 1) {
      for (const [language, title] of [
        ['es-MX, en', 'Dos'],
        ['en', 'Two'],
        ['de', 'Two'],
      ]) {
        const { body } = await get('/v1/communities/two').set('Accept-Language', String(language))
        expect(body.title).toBe(title)
      }
      // A parameter's value that looks like the parameter `locale` is none.
      const odd = '/v1/communities?tag=?locale=en'
      await get(odd).set('Accept-Language', 'es').expect(200)
      expect((await get(`${odd}`)).headers.vary).toContain('Accept-Language')
    }
  })

  it('is made once for all who ask at the same time', async () => {
    await savePublishedElsewhere(contentOf({ title: 'Crowded' }))
    await vi.waitFor(async () => {
      running.app.answerCache.clear()
      const statements = await statementsDuring(() =>
        Promise.all(Array.from({ length: 20 }, () => get('/v1/communities/crowded').expect(200))),
      )
      expect(statements).toBe(1)
    }, patience)
  })

  it('comes encoded from the second time on, under a tag of its own that any copy is good for', async () => {
    const body = `${'Many of the same words. '.repeat(200)}`
    const content = contentOf({ title: 'Wordy', sections: [{ body }] })
    await savePublishedElsewhere(content)
    const path = '/v1/communities/wordy'
    const plain = await fetch(running.url + path, { headers: { 'Accept-Encoding': 'identity' } })
    const identity = Buffer.from(await plain.arrayBuffer())
    const tag = String(plain.headers.get('etag'))
    for (const [encoding, decode] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const { headers, bytes } = await vi.waitFor(async () => {
        const answer = await raw(path, encoding)
        expect(answer.headers['content-encoding']).toBe(encoding)
        return answer
      }, patience)
      expect(decode(bytes).equals(identity)).toBe(true)
      expect(bytes.length).toBeLessThan(identity.length / 5)
      expect(headers.etag).toBe(`${tag.slice(0, -1)}-${encoding}"`)
      expect(headers['content-length']).toBe(String(bytes.length))
      for (const known of [tag, String(headers.etag), `W/${tag}`]) {
        await get(path).set('Accept-Encoding', encoding).set('If-None-Match', known).expect(304)
      }
    }
    await expect(raw(path, 'identity, br;q=0.5')).resolves.not.toHaveProperty(
      'headers.content-encoding',
    )
  })

  it('is as large as all that is kept of it', async () => {
    const cache = new AnswerCache(1_000_000)
    cache.resume()
    const bytes = Buffer.from('Many of the same words. '.repeat(200))
    await cache.load('key', async () => ({
      ...{ bytes, mediaType: 'text/plain', opaqueTag: 'tag', modifiedAt: null },
      ...{ headers: {}, tags: ['c-1'] },
    }))
    const plain = cache.bytes
    const encoded = await vi.waitFor(() => {
      const kept = cache.find('key')
      const variants = (['br', 'gzip'] as const).map(
        (encoding) => kept && cache.variantOf('key', kept, [encoding])?.bytes.length,
      )
      expect(variants).not.toContain(undefined)
      return variants.reduce<number>((sum, length) => sum + (length ?? 0), 0)
    }, patience)
    // Each byte is counted with what waits to be collected.
    expect(cache.bytes).toBe(plain + 2 * encoded)
    cache.invalidate(['c-1'])
    expect([cache.bytes, cache.entries]).toEqual([0, 0])
  })

  it('makes room for others when there are too many bytes', async () => {
    const most = 40_000
    const small = await startApp({ CACHE_BYTES: most }, { database: db })
    await vi.waitUntil(() => small.app.answerCache.live, patience)
    await vi.waitFor(async () => {
      for (let limit = 1; limit <= 60; limit += 1) {
        await api(small.app).get(`/v1/regions?limit=${limit}`).expect(200)
        expect(small.app.answerCache.bytes).toBeLessThanOrEqual(most)
      }
      expect(small.app.answerCache.counts.evictions).toBeGreaterThan(10)
      const { text } = await api(small.app).get('/metrics').expect(200)
      expect(text).toMatch(/^atlas_cache_live 1$/m)
    }, patience)
    const { text } = await api(small.app).get('/metrics').expect(200)
    expect(text).toMatch(/^atlas_cache_evictions_total [1-9]/m)
    expect(text).toMatch(/^process_resident_memory_bytes \d/m)
    await small.close()
  })
})

describe('after a publication elsewhere', () => {
  it('a profile, the lists, counts and neighbours are new within a second', async () => {
    const other = contentOf({ title: 'Other' })
    await savePublishedElsewhere(other)
    const crossReferences = [{ relation: 'see_also' as const, target: { community: 'other' } }]
    const paths = {
      missing: '/v1/communities/newcomer',
      list: '/v1/communities?region=asia&total=true',
      neighbour: '/v1/communities/other',
      region: '/v1/regions/japan',
      tags: '/v1/tags?limit=100',
    }
    const before = Object.fromEntries(
      await Promise.all(
        Object.entries(paths).map(async ([name, path]) => [name, (await get(path)).body]),
      ),
    )
    await get(paths.missing).expect(404)
    await savePublishedElsewhere(contentOf({ title: 'Newcomer', crossReferences, tags: ['new'] }))
    await soon(async () => {
      await get(paths.missing).expect(200)
      expect((await get(paths.list)).body.page.total).toBe(before.list.page.total + 1)
      const [reference] = (await get(paths.neighbour)).body.crossReferences
      expect(reference.target.slug).toBe('newcomer')
      expect((await get(paths.region)).body.communityCounts.own).toBe(
        before.region.communityCounts.own + 1,
      )
      expect((await get(paths.tags)).text).toContain('"new"')
    })
    const by = tester
    await withdraw(elsewhere, 'newcomer', { siteUrl, by, now: nextSecond })
    await soon(async () => {
      await get(paths.missing).expect(410)
      expect((await get(paths.neighbour)).body.crossReferences).toEqual([])
    })
  })
})

describe('a load that a publication overtakes', () => {
  function gate(): [opened: Promise<void>, open: () => void] {
    let open = () => {}
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    return [opened, open]
  }

  /** Stops a statement after Postgres has answered it, until `goOn` is called. */
  function pauseLoadAt(statement: number) {
    const [there, reached] = gate()
    const [open, goOn] = gate()
    let count = 0
    const restore = onQuery(async (send) => {
      count += 1
      if (count !== statement) return send()
      const result = await send()
      reached()
      await open
      return result
    })
    return { there, goOn, restore }
  }

  it.each([
    { name: 'a profile', path: '/v1/communities/paused', expected: 'another tagline of a profile' },
    { name: 'a list', path: '/v1/communities?sort=-updatedAt', expected: '"newcomer-of-a-list"' },
    { name: 'a 404', path: '/v1/communities/newcomer-of-a-404', expected: 'Newcomer of a 404' },
    { name: 'a reference', path: '/v1/communities/aim', expected: '"newcomer-of-a-reference"' },
    { name: 'a count', path: '/v1/regions/kenya', expected: '"own" : 5', statement: 2 },
  ])(
    'is answered, but the next reader of $name gets what is new',
    async ({ name, path, expected, statement = 1 }) => {
      const content = contentOf({ title: 'Paused' })
      await savePublishedElsewhere(content)
      await savePublishedElsewhere(contentOf({ title: 'Aim' }))
      await running.app.catchUp()
      const { there, goOn, restore } = pauseLoadAt(statement)
      const overtaken = get(path).then(({ text }) => text)
      await there
      await save(db, { ...content, tagline: `another tagline of ${name}` })
      await publish({ ...db, ...elsewhere }, 'paused')
      await savePublishedElsewhere(
        contentOf({
          title: `Newcomer of ${name}`,
          regions: [{ region: 'kenya', role: 'primary' }],
          crossReferences: [{ relation: 'see_also', target: { community: 'aim' } }],
        }),
      )
      // A moment for the notification, which the paused load has to notice too.
      await new Promise((resolve) => setTimeout(resolve, 100))
      goOn()
      restore()
      expect(await overtaken).not.toContain(expected)
      expect((await get(path)).text).toContain(expected)
    },
  )
})

describe('while the listening connection is away', () => {
  it('answers come from the database, and kept ones only once all is known again', async () => {
    const proxy = await startProxy(db.url)
    const content = contentOf({ title: 'Cut Off' })
    await savePublishedElsewhere(content)
    const far = await startApp({}, { database: { ...db, url: proxy.url } })
    const { answerCache } = far.app
    const read = async () => (await api(far.app).get('/v1/communities/cut-off')).body.tagline
    await vi.waitUntil(() => answerCache.live, patience)
    await read()
    // Not a word, and no end of the connection either: half an outage, which nothing tells of.
    proxy.hang(true)
    await save(db, { ...content, tagline: 'Changed behind its back.' })
    await publish({ ...db, ...elsewhere }, content.slug)
    await soon(async () => expect(await read()).toBe('Changed behind its back.'))
    await vi.waitUntil(() => !answerCache.live, patience)
    const hits = answerCache.counts.hits
    await read()
    expect(answerCache.counts.hits).toBe(hits)
    proxy.hang(false)
    await vi.waitUntil(() => answerCache.live, patience)
    expect(await read()).toBe('Changed behind its back.')
    await vi.waitFor(async () => {
      await read()
      expect(answerCache.counts.hits).toBeGreaterThan(hits)
    }, patience)
    await far.close()
    await proxy.close()
  })
})

async function raw(path: string, encoding: string) {
  const { request } = await import('node:http')
  return new Promise<{ headers: NodeJS.Dict<string | string[]>; bytes: Buffer }>(
    (resolve, reject) => {
      request(running.url + path, { headers: { 'Accept-Encoding': encoding } }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({ headers: response.headers, bytes: Buffer.concat(chunks) }),
        )
      })
        .on('error', reject)
        .end()
    },
  )
}
