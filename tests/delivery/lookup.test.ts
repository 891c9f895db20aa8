import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLookedUp } from '../../src/delivery/lookup/references.ts'
import { lookUp } from '../../src/delivery/lookup/store.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, save, savePublished, takeBack } from '../support/factories.ts'
import { fillerId, insertFiller } from '../support/filler.ts'
import { keyFor } from '../support/keys.ts'
import { scannedTables } from '../support/plan.ts'
import { sized } from '../support/size.ts'

let running: RunningApp
let ids: Record<'known' | 'gone' | 'merged' | 'draft', string>
afterAll(() => running.close())

const address = '/v1/communities/lookup'
const post = (references: unknown, query = '') =>
  api(running.app).post(`${address}${query}`).send({ references })
const lookUpAll = async (...references: string[]) => (await post(references).expect(200)).body.data
const sameAs = (url: string) => ({ relation: 'same_as' as const, target: { url } })

beforeAll(async () => {
  running = await startApp()
  const { database } = running
  const first = contentOf({ title: 'Known', slug: 'known-before' })
  const known = await savePublished(database, first)
  const content = contentOf({
    title: 'Known',
    canonicalUrl: 'https://example.org/known',
    crossReferences: [sameAs('https://www.wikidata.org/entity/Q42')],
    translations: { es: { title: 'Conocida', tagline: 'Una.' } },
  })
  await save(database, content, 'known-before')
  await savePublished(database, content)
  const page = sameAs('http://www.wikidata.org/wiki/Q7')
  await savePublished(database, contentOf({ title: 'Page', crossReferences: [page] }))
  for (const title of ['Claims it', 'Claims it too']) {
    const canonicalUrl = 'https://example.org/both'
    await savePublished(
      database,
      contentOf({
        title,
        canonicalUrl,
        crossReferences: [sameAs('https://www.wikidata.org/wiki/Q9')],
      }),
    )
  }
  const gone = await savePublished(database, contentOf({ title: 'Gone' }))
  await takeBack(database, gone)
  const merged = await savePublished(database, contentOf({ title: 'Merged' }))
  await api(running.app, await keyFor(database, 'editor'))
    .post('/v1/editorial/communities/merged/merge')
    .set('If-Match', '*')
    .send({ into: 'known' })
    .expect(200)
  const draft = await save(
    database,
    contentOf({
      title: 'Qzaxv',
      canonicalUrl: 'https://example.org/qzaxv',
      crossReferences: [sameAs('https://www.wikidata.org/entity/Q77')],
    }),
  )
  ids = { known, gone, merged, draft }
})

describe('a lookup', () => {
  it.each([
    ['an id', () => ids.known, 'id'],
    ['an id in capitals', () => ids.known.toUpperCase(), 'id'],
    ['a slug', () => 'known', 'slug'],
    ['a former slug', () => 'known-before', 'former_slug'],
    ['the id of one that was merged into it', () => ids.merged, 'former_id'],
    ['the slug of one that was merged into it', () => 'merged', 'former_slug'],
    ['a QID', () => 'Q42', 'wikidata'],
    ['a Wikidata page', () => 'https://www.wikidata.org/wiki/Q42', 'wikidata'],
    ['a Wikidata concept', () => 'http://www.wikidata.org/entity/Q42', 'wikidata'],
    ['its canonical URL', () => 'https://example.org/known', 'canonical_url'],
    ['its canonical URL in capitals', () => 'HTTPS://EXAMPLE.org/known', 'canonical_url'],
  ])('finds a community by %s', async (_, reference, matchedBy) => {
    const query = reference()
    const community = { type: 'community', id: ids.known, slug: 'known', title: 'Known' }
    expect(await lookUpAll(query)).toEqual([
      { query, found: true, matchedBy, reason: null, community },
    ])
  })

  it('takes a page for the item that it is about', async () => {
    expect(await lookUpAll('Q7', 'q7')).toMatchObject([
      { found: true, community: { slug: 'page' } },
      { found: false, reason: 'unknown' },
    ])
  })

  it('says of each miss why', async () => {
    const misses = {
      ...{ never: 'unknown', Q8: 'unknown', 'https://example.org/never': 'unknown' },
      ...{ gone: 'gone', [ids.gone]: 'gone' },
      ...{ Q9: 'ambiguous', 'https://example.org/both': 'ambiguous' },
      ...{ 'Not a slug': 'malformed', Q0: 'malformed', 'ftp://example.org/': 'malformed' },
    }
    const results = await lookUpAll(...Object.keys(misses))
    expect(results).toEqual(
      Object.entries(misses).map(([query, reason]) => {
        return { query, found: false, matchedBy: null, reason, community: null }
      }),
    )
  })

  it('keeps the order, and answers each as often as it is asked', async () => {
    const references = Array.from({ length: 200 }, (_, n) =>
      n % 3 === 0 ? 'known' : n % 3 === 1 ? `never-${n}` : 'Q42',
    )
    const results = await lookUpAll(...references)
    expect(results.map(({ query }: { query: string }) => query)).toEqual(references)
    expect(results.map(({ found }: { found: boolean }) => found)).toEqual(
      references.map((reference) => !reference.startsWith('never')),
    )
  })

  it('shows nothing of drafts', async () => {
    const drafts = ['qzaxv', ids.draft, 'Q77', 'https://example.org/qzaxv']
    for (const { found, reason, community } of await lookUpAll(...drafts)) {
      expect([found, reason, community]).toEqual([false, 'unknown', null])
    }
  })

  it('names communities in the wanted language', async () => {
    const { body, headers } = await post(['known'], '?locale=es').expect(200)
    expect(body.data[0].community.title).toBe('Conocida')
    expect(headers['content-language']).toBe('es')
    const heard = await post(['known']).set('Accept-Language', 'es').expect(200)
    expect(heard.body).toEqual(body)
  })

  it('refuses what is no list of 1 to 200 references, naming every fault', async () => {
    await post([]).expect(422)
    await post(Array.from({ length: 201 }, () => 'known')).expect(422)
    const { body } = await post(['known', 7, 'a\0b', '']).expect(422)
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      ...['/references/1', '/references/2', '/references/3'],
    ])
    const more = { references: ['known'], fields: ['title'] }
    await api(running.app).post(address).send(more).expect(422)
    await api(running.app).post(address).expect(422)
    await post(['known'], '?local=es').expect(400)
  })

  it('takes JSON only', async () => {
    const send = (type: string, text: string) =>
      api(running.app).post(address).set('Content-Type', type).send(text)
    const body = '{"references":["known"]}'
    await send('application/json; charset=utf-8', body).expect(200)
    await send('text/plain', body).expect(415)
    await send('application/merge-patch+json', body).expect(415)
    await send('application/json', '{"references":').expect(400)
    await send('application/json', `{"references":["${'x'.repeat(2_000_001)}"]}`).expect(413)
    await api(running.app).post(address).set('Accept', 'text/csv').send(body).expect(406)
  })
})

describe('the address of lookups', () => {
  it('lets scripts of other sites post JSON, and no other public address does', async () => {
    const preflight = (path: string) =>
      api(running.app)
        .options(path)
        .set('Origin', 'https://example.org')
        .set('Access-Control-Request-Method', 'POST')
        .set('Access-Control-Request-Headers', 'content-type')
        .expect(204)
    const { headers } = await preflight(address)
    expect(headers['access-control-allow-methods']).toBe('GET, HEAD, POST')
    expect(headers['access-control-allow-headers']).toContain('Content-Type')
    expect(headers['access-control-allow-origin']).toBe('*')
    const other = await preflight('/v1/communities')
    expect(other.headers['access-control-allow-methods']).toBe('GET, HEAD')
    expect(other.headers['access-control-allow-headers']).not.toContain('Content-Type')
    const { headers: answered } = await post(['known']).set('Origin', 'https://example.org')
    expect(answered['access-control-allow-origin']).toBe('*')
  })

  it('is not stored, and is apart from a community of that name', async () => {
    expect((await post(['known']).expect(200)).headers['cache-control']).toBe('no-store')
    await api(running.app).get(address).expect(404)
    await savePublished(running.database, contentOf({ title: 'Lookup' }))
    await expect.poll(async () => (await api(running.app).get(address)).status).toBe(200)
    await api(running.app).get(address).expect(200)
    expect((await post(['lookup']).expect(200)).body.data).toMatchObject([{ found: true }])
  })
})

it('reads no large table from end to end', async () => {
  const { database } = running
  await insertFiller(database, sized(4000, 20_000))
  await database.pool.query(`UPDATE published.community SET canonical_url = 'https://example.org/' || slug
    WHERE slug LIKE 'filler-%'`)
  await database.pool.query(`INSERT INTO published.edge (id, relation, from_id, to_url, from_name, to_name)
    SELECT gen_random_uuid(), 'same_as', id, 'https://www.wikidata.org/entity/Q1' || right(slug, -7), '{}', '{}'
    FROM published.community WHERE slug LIKE 'filler-%'`)
  await database.pool.query(
    'VACUUM ANALYZE published.community, published.edge, published.community_slug',
  )
  const references = Array.from({ length: 200 }, (_, n) =>
    [`filler-${n + 1}`, fillerId(n + 1), `Q1${n}`, `https://example.org/filler-${n}`].at(n % 4),
  )
  const scanned = await scannedTables(database, (db) =>
    lookUp(
      db,
      references.map((reference) => readLookedUp(reference ?? '')),
      ['en'],
    ),
  )
  expect(scanned.filter((table) => table !== 'tombstone')).toEqual([])
})
