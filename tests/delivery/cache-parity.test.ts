import fc from 'fast-check'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { loadSampleAtlas } from '../../src/sample.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { addressesOf, getRoutes, type Recipes } from '../support/crawl.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { sized } from '../support/size.ts'

let db: TestDatabase
let keeping: RunningApp
let forgetting: RunningApp
let addresses: string[]

const recipes: Recipes = {
  path: {
    community: ['ainu', 'northern-soul', 'never-known'],
    section: ['overview', 'history', 'nowhere'],
    region: ['japan', 'US', 'global', 'nowhere'],
    vocabulary: ['relations'],
    type: ['not-found'],
    part: ['1.xml', '2.xml'],
  },
  query: {
    type: ['community', 'section', 'region', 'community,section'],
    region: ['japan', 'europe', 'nowhere'],
    kind: ['fandom', 'indigenous_people', 'country'],
    tag: ['music', 'nothing-has-this'],
    section: ['overview', 'cuisine'],
    availableIn: ['ja', 'es'],
    updatedSince: ['2020-01-01T00:00:00Z'],
    regionScope: ['exact'],
    includeGlobal: ['true'],
    sort: ['-title', '-updatedAt'],
    fields: ['title,tagline', 'nonsense'],
    include: ['sections', 'crossReferences'],
    bodyFormat: ['markdown', 'html', 'text'],
    locale: ['ja', 'es-MX', 'en', 'de', 'not a tag'],
    fallback: ['none'],
    limit: ['3', '100', '0'],
    total: ['true'],
    direction: ['outgoing', 'incoming'],
    relation: ['related_to', 'mentions'],
    from: ['ainu'],
    to: ['maori'],
    depth: ['1', '3'],
    parent: ['asia'],
    q: ['music', 'japan', 'cerimony OR "sea ice" -music', '北海道'],
    facets: ['region,kind,tag,section', 'kinds'],
  },
}

beforeAll(async () => {
  db = await freshDatabase()
  await loadSampleAtlas(db, readConfig({}), () => {})
  keeping = await startApp({}, { database: db })
  forgetting = await startApp({ CACHE_BYTES: 0 }, { database: db })
  await vi.waitUntil(() => keeping.app.answerCache.live)
  addresses = getRoutes(keeping.app)
    .filter(({ template }) => isKept(template))
    .flatMap((route) => addressesOf(route, recipes).map(({ address }) => address))
})
afterAll(async () => {
  await keeping.close()
  await forgetting.close()
  await db.close()
})

const neverKept = ['/v1/changes', '/v1/export']
const isKept = (template: string) =>
  /^\/(v1|sitemap|feed)/.test(template) && !neverKept.includes(template)

/** What a reader sees of an answer, whichever way its bytes travelled. */
async function readFrom({ url }: RunningApp, address: string, headers: Record<string, string>) {
  const response = await fetch(url + address, { headers, redirect: 'manual' })
  const id = response.headers.get('x-request-id') ?? ''
  const told = Object.fromEntries(
    ['content-type', 'content-language', 'last-modified', 'cache-control', 'vary', 'link'].map(
      (name) => [name, response.headers.get(name)],
    ),
  )
  return {
    status: response.status,
    ...told,
    keys: response.headers.get('surrogate-key'),
    // An encoding has a tag of its own, which differs at its end only.
    etag: response.headers.get('etag')?.replace(/-(br|gzip)"$/, '"'),
    text: (await response.text()).replaceAll(id, ''),
  }
}

/** The same from memory; throws where it had to be made anew, as after the cache lost touch on a busy machine. */
async function readKept(address: string, headers: Record<string, string>) {
  const { counts } = keeping.app.answerCache
  const before = counts.hits
  const answer = await readFrom(keeping, address, headers)
  expect(counts.hits, address).toBe(before + 1)
  return answer
}

it('answers the same to the byte whether it keeps answers or not', async () => {
  const asked = fc.record({
    address: fc.nat().map((n) => addresses[n % addresses.length] ?? ''),
    headers: fc.record(
      {
        'accept-language': fc.constantFrom('ja', 'es-MX, en;q=0.5', 'de', '*', 'nonsense!'),
        'accept-encoding': fc.constantFrom('br', 'gzip', 'identity', 'gzip, br;q=0.1'),
        accept: fc.constantFrom(
          '*/*',
          'application/json',
          'text/html',
          'text/markdown',
          'image/png',
        ),
      },
      { requiredKeys: [] },
    ),
  })
  await fc.assert(
    fc.asyncProperty(asked, async ({ address, headers }) => {
      const plain = await readFrom(forgetting, address, headers)
      expect(await readFrom(keeping, address, headers), address).toEqual(plain)
      if (plain.status !== 200) return
      const kept = await vi.waitFor(() => readKept(address, headers), { timeout: 20_000 })
      expect(kept, address).toEqual(plain)
    }),
    { numRuns: sized(300, 5000) },
  )
})
