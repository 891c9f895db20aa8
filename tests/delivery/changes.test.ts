import { get as httpGet } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { openDatabase } from '../../src/database/open.ts'
import { compactChanges } from '../../src/editorial/publishing/changes/compaction.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { contentOf, publish, save, savePublished, takeBack } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let db: TestDatabase
/** What is published through it is heard of by notification only, as from another process. */
let elsewhere: Awaited<ReturnType<typeof openDatabase>>

beforeAll(async () => {
  db = await freshDatabase()
  running = await startApp({ CHANGES_WAITING: 3 }, { database: db })
  elsewhere = await openDatabase({ DATABASE_URL: db.url, DATA_DIR: 'unused' })
})
afterAll(async () => {
  await running.close()
  await elsewhere.close()
  await db.close()
})

const get = (path: string) => api(running.app).get(path)
const room = () => running.app.waitingRoom
const patience = { timeout: 30_000, interval: 20 }

const Page = z.object({
  data: z.array(
    z.looseObject({
      seq: z.number(),
      op: z.string(),
      kind: z.string(),
      resource: z.object({ type: z.string(), id: z.string(), slug: z.string() }),
      mergedIntoId: z.string().nullable(),
      regionIds: z.array(z.string()),
      revision: z.number().nullable(),
      current: z.looseObject({ title: z.string() }).nullable().optional(),
    }),
  ),
  page: z.object({ limit: z.number(), next: z.string() }),
})

async function read(query = '') {
  const { body } = await get(`/v1/changes?${query}`).expect(200)
  return Page.parse(body)
}

/** Where the feed ends now. */
async function theEnd(query = ''): Promise<string> {
  let cursor: string | undefined
  for (;;) {
    const { data, page } = await read(`limit=100&${query}${cursor ? `&cursor=${cursor}` : ''}`)
    if (data.length === 0) return page.next
    cursor = page.next
  }
}

const told = async (query: string) => {
  const { data } = await read(query)
  return data.map(({ op, resource }) => `${op} ${resource.slug}`)
}

async function publishElsewhere(title: string) {
  await save(db, contentOf({ title }))
  await publish({ ...db, ...elsewhere }, contentOf({ title }).slug)
}

describe('the feed', () => {
  it('tells every public change once, in order, and goes on from any page', async () => {
    const start = await theEnd()
    const editor = api(running.app, await keyFor(db, 'admin'))
    const first = await savePublished(db, contentOf({ title: 'First' }))
    await savePublished(db, contentOf({ title: 'First', tagline: 'Anew.' }))
    await save(db, contentOf({ title: 'First', slug: 'first-renamed' }), 'first')
    await publish(db, 'first-renamed')
    const second = await savePublished(db, contentOf({ title: 'Second' }))
    await editor
      .post('/v1/editorial/communities/second/merge')
      .set('If-Match', '*')
      .send({ into: 'first-renamed' })
      .expect(200)
    await takeBack(db, 'first-renamed')
    const region = { slug: 'newland', kind: 'country', names: { en: 'Newland' }, parent: 'asia' }
    await editor.post('/v1/editorial/regions').send(region).expect(201)

    const { data, page } = await read(`cursor=${start}&limit=100`)
    expect(data.map(({ op, resource }) => `${op} ${resource.type} ${resource.slug}`)).toEqual([
      'published community first',
      'updated community first',
      'renamed community first-renamed',
      'published community second',
      'merged community second',
      // It took the texts in, and its cross-references.
      'updated community first-renamed',
      'updated community first-renamed',
      'withdrawn community first-renamed',
      'published region newland',
    ])
    expect(data.map(({ revision }) => revision).slice(0, 3)).toEqual([1, 2, 3])
    expect(data[4]).toMatchObject({ resource: { id: second }, mergedIntoId: first })
    const seqs = data.map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index))

    const seen: number[] = []
    let cursor = start
    for (let round = 0; round <= data.length; round += 1) {
      const next = await read(`cursor=${cursor}&limit=1`)
      seen.push(...next.data.map(({ seq }) => seq))
      cursor = next.page.next
    }
    expect(seen).toEqual(seqs)
    expect(await read(`cursor=${page.next}`)).toMatchObject({ data: [] })
    const { headers } = await get(`/v1/changes?cursor=${page.next}`).expect(200)
    expect(headers).toMatchObject({ 'cache-control': 'no-store' })
    expect(headers.link).toContain('rel="next"')
  })

  it('answers 304 while nothing has changed, and 406 to who takes no JSON', async () => {
    const path = `/v1/changes?cursor=${await theEnd()}`
    const { headers } = await get(path).expect(200)
    await get(path).set('If-None-Match', String(headers.etag)).expect(304)
    await get(path).set('Accept', 'text/html').expect(406)
  })

  it('filters by kind and region as they were at the time of the change', async () => {
    const start = await theEnd()
    const content = contentOf({ title: 'Mover', kind: 'scene' })
    await savePublished(db, content)
    await savePublished(db, {
      ...content,
      kind: 'fandom',
      regions: [{ region: 'peru', role: 'primary' }],
    })
    await savePublished(db, {
      ...content,
      kind: 'fandom',
      regions: [{ region: 'peru', role: 'origin' }],
    })
    expect(await told(`cursor=${start}&kind=scene`)).toEqual(['published mover'])
    expect(await told(`cursor=${start}&kind=fandom,scene`)).toHaveLength(3)
    // The second change took it out of Japan, so followers of Asia hear of that, and of nothing after.
    expect(await told(`cursor=${start}&region=asia`)).toEqual(['published mover', 'updated mover'])
    expect(await told(`cursor=${start}&region=JP`)).toHaveLength(2)
    expect(await told(`cursor=${start}&region=south-america`)).toHaveLength(2)
    expect(await told(`cursor=${start}&region=europe`)).toEqual([])
    expect(await told(`cursor=${start}&region=world&kind=fandom`)).toHaveLength(2)
    const { body } = await get('/v1/changes?region=nowhere').expect(400)
    expect(body.errors).toMatchObject([{ parameter: 'region', code: 'unknown-region' }])
  })

  it('binds a cursor to its filters, but takes one without filters with any', async () => {
    const [all, scenes] = [await theEnd(), await theEnd('kind=scene')]
    await savePublished(db, contentOf({ title: 'Bound', kind: 'scene' }))
    expect(await told(`kind=scene&cursor=${all}`)).toEqual(['published bound'])
    expect(await told(`kind=scene&wait=1&limit=5&cursor=${scenes}`)).toEqual(['published bound'])
    for (const query of ['', 'kind=fandom&', 'kind=scene&region=asia&']) {
      const { body } = await get(`/v1/changes?${query}cursor=${scenes}`).expect(400)
      expect(body.errors).toMatchObject([{ parameter: 'cursor', code: 'invalid-cursor' }])
    }
  })

  it('adds what each resource is now, in every language, and null where it is gone', async () => {
    const start = await theEnd()
    const content = contentOf({
      title: 'Whole',
      translations: { es: { title: 'Entero', tagline: null } },
      sections: [
        { body: 'Words.', translations: { es: { heading: 'Resumen', body: 'Palabras.' } } },
      ],
    })
    await savePublished(db, content)
    await savePublished(db, contentOf({ title: 'Fleeting' }))
    await takeBack(db, 'fleeting')
    await savePublished(db, { ...content, title: 'Whole now' })
    const { data } = await read(`cursor=${start}&include=resource&bodyFormat=markdown,html`)
    expect(data.map(({ current }) => current?.title ?? null)).toEqual([
      'Whole now',
      null,
      null,
      'Whole now',
    ])
    const { body: profile } = await get('/v1/communities/whole?bodyFormat=markdown,html')
    expect(data[0]?.current).toEqual({
      ...profile,
      translations: {
        es: {
          title: 'Entero',
          tagline: null,
          sections: [
            expect.objectContaining({
              id: profile.sections[0].id,
              heading: 'Resumen',
              body: 'Palabras.',
              html: '<p>Palabras.</p>\n',
            }),
          ],
        },
      },
    })
    await get('/v1/changes?include=resource&limit=21').expect(400)
    await get('/v1/changes?bodyFormat=html').expect(400)
  })
})

describe('waiting for a change', () => {
  it('leaves places for others, however often one client comes', async () => {
    const few = await startApp({ CHANGES_WAITING: 8, RATE_LIMIT_LOOPBACK: true }, { database: db })
    const address = `/v1/changes?wait=2&cursor=${await theEnd()}`
    const answers = await Promise.all(
      Array.from({ length: 4 }, async () => (await api(few.app).get(address)).status),
    )
    expect(answers.toSorted((a, b) => a - b)).toEqual([200, 200, 503, 503])
    await api(few.app).get(address).expect(200)
    await few.close()
  })

  it('ends with the change that another process publishes, and holds no connection meanwhile', async () => {
    const cursor = await theEnd()
    const waiting = read(`cursor=${cursor}&wait=30`)
    await vi.waitUntil(() => room().waiting === 1, patience)
    expect(db.pool.totalCount).toBe(db.pool.idleCount)
    await publishElsewhere('Awaited')
    // Long before the time is over.
    await vi.waitUntil(() => room().waiting === 0, { timeout: 15_000, interval: 20 })
    expect((await waiting).data.map(({ resource }) => resource.slug)).toEqual(['awaited'])
  })

  it('goes on where what happens does not pass the filters, and ends empty after the time', async () => {
    const cursor = await theEnd('kind=scene')
    const waiting = read(`kind=scene&cursor=${cursor}&wait=2`)
    await vi.waitUntil(() => room().waiting === 1, patience)
    await publishElsewhere('Of no interest')
    const { data, page } = await waiting
    expect(data).toEqual([])
    // It has seen what does not pass: it need not be looked at again.
    expect(page.next).not.toBe(cursor)
  })

  it('leaves its place when the client hangs up', async () => {
    const address = `${running.url}/v1/changes?wait=30&cursor=${await theEnd()}`
    const request = httpGet(address).on('error', () => {})
    await vi.waitUntil(() => room().waiting === 1, patience)
    request.destroy()
    await vi.waitUntil(() => room().waiting === 0, patience)
  })

  it('is refused with 503 where all places are taken, while what is there is still answered', async () => {
    const cursor = await theEnd()
    const path = `/v1/changes?cursor=${cursor}&wait=30`
    const waiting = [1, 2, 3].map(() => read(`cursor=${cursor}&wait=30`))
    await vi.waitUntil(() => room().waiting === 3, patience)
    const { headers } = await get(path).expect(503)
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(await read(`cursor=${cursor}`)).toMatchObject({ data: [] })
    await publishElsewhere('For all three')
    for (const page of await Promise.all(waiting)) expect(page.data).toHaveLength(1)
  })

  it('takes no place among the requests under way, however many wait', async () => {
    const crowded = await startApp({ CHANGES_WAITING: 300 }, { database: db })
    const { app, url } = crowded
    const address = `${url}/v1/changes?wait=30&cursor=${await theEnd()}`
    // More than may be under way at once.
    const waiting: Promise<Response>[] = []
    for (let n = 0; n < 280; n += 1) {
      waiting.push(fetch(address))
      await vi.waitUntil(() => app.waitingRoom.waiting === n + 1, patience)
    }
    await api(app).get('/v1/regions?limit=1').expect(200)
    await crowded.close()
    for (const answer of await Promise.all(waiting)) expect(answer.status).toBe(200)
  })

  it('is over when the service stops', async () => {
    const stopping = await startApp({}, { database: db })
    const { app, url } = stopping
    const cursor = await theEnd()
    const waiting = fetch(`${url}/v1/changes?wait=30&cursor=${cursor}`)
    await vi.waitUntil(() => app.waitingRoom.waiting === 1, patience)
    await stopping.close()
    const answer = await waiting
    expect(answer.status).toBe(200)
    expect(Page.parse(await answer.json()).data).toEqual([])
  })
})

describe('compaction', () => {
  it('takes old changes away, and tells older cursors where to start again', async () => {
    const old = await theEnd()
    await savePublished(db, contentOf({ title: 'Long ago' }))
    await db.prisma.change.updateMany({ data: { at: '2020-01-01T00:00:00Z' } })
    const [horizon, filtered] = [await theEnd(), await theEnd('kind=microculture')]
    await savePublished(db, contentOf({ title: 'Just now' }))
    await savePublished(db, contentOf({ title: 'At last' }))
    await compactChanges(db.prisma, new Date('2021-01-01T00:00:00Z'))

    const { body } = await get(`/v1/changes?cursor=${old}`).expect(410)
    expect(body).toMatchObject({ type: '/problems/cursor-expired' })
    expect(body.detail).toContain('/v1/export')
    for (const query of ['', `cursor=${horizon}`, `kind=microculture&cursor=${filtered}`]) {
      expect(await told(query)).toEqual(['published just-now', 'published at-last'])
    }
  })

  it('never takes the newest change, so that the numbers go on', async () => {
    const before = await db.prisma.change.findFirstOrThrow({ orderBy: { seq: 'desc' } })
    await compactChanges(db.prisma, new Date('2100-01-01T00:00:00Z'))
    await compactChanges(db.prisma, new Date('2100-01-01T00:00:00Z'))
    const end = await theEnd()
    await savePublished(db, contentOf({ title: 'After all' }))
    const { data } = await read(`cursor=${end}`)
    expect(data.map(({ seq }) => seq)).toEqual([Number(before.seq) + 1])
  })

  it('leaves readers of the cache with what is published', async () => {
    await savePublished(db, contentOf({ title: 'Kept in memory' }))
    await get('/v1/communities/kept-in-memory').expect(200)
    // Published and compacted before this process has heard of it.
    await save(db, contentOf({ title: 'Kept in memory', tagline: 'Anew.' }))
    await publish({ ...db, ...elsewhere }, 'kept-in-memory')
    await publishElsewhere('Another')
    await compactChanges(elsewhere.prisma, new Date('2100-01-01T00:00:00Z'))
    await vi.waitFor(async () => {
      const { body } = await get('/v1/communities/kept-in-memory').expect(200)
      expect(body.tagline).toBe('Anew.')
    }, patience)
  })

  it('keeps what a merge has to tell of a community that was withdrawn long ago', async () => {
    const gone = await savePublished(db, contentOf({ title: 'Gone long ago' }))
    await takeBack(db, gone)
    await savePublished(db, contentOf({ title: 'Heir' }))
    await compactChanges(db.prisma, new Date('2100-01-01T00:00:00Z'))
    const cursor = await theEnd()
    await api(running.app, await keyFor(db, 'admin', { name: 'another admin' }))
      .post('/v1/editorial/communities/gone-long-ago/merge')
      .set('If-Match', '*')
      .send({ into: 'heir' })
      .expect(200)
    expect(await told(`cursor=${cursor}`)).toEqual(['merged gone-long-ago', 'updated heir'])
  })
})
