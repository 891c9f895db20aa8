import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Queryable } from '../../src/database/queryable.ts'
import { countCommunityFacets } from '../../src/delivery/communities/store.ts'
import { SearchParameters } from '../../src/delivery/search/schema.ts'
import { readWish, SearchRun } from '../../src/delivery/search/service.ts'
import { countAllSections, listAllSections } from '../../src/delivery/sections/store.ts'
import { listNearSuggestions, listSuggestions } from '../../src/delivery/suggest/store.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { insertFiller, insertFillerTexts } from '../support/filler.ts'
import { scannedTables } from '../support/plan.ts'

// In a small atlas, reading a whole table is the better plan.
const count = 20_000
const locales = ['en']
/** A few hundred regions and a few configurations are no large tables. */
const small = ['region', 'search_config']

let db: TestDatabase
const regions: Record<string, string> = {}
beforeAll(async () => {
  db = await freshDatabase()
  await insertFiller(db, count)
  await insertFillerTexts(db, count)
  const { rows } = await db.pool.query(
    `SELECT slug, id FROM published.region WHERE slug IN ('peru', 'asia')`,
  )
  for (const { slug, id } of rows) regions[slug] = id
}, 240_000)
afterAll(() => db.close())

const scanned = async (work: (db: Queryable) => Promise<unknown>) =>
  (await scannedTables(db, work)).filter((table) => !small.includes(table))

describe('in an atlas of many, no large table is read from end to end by', () => {
  const page = { after: undefined, limit: 20 }

  it.each([
    { q: 'common' },
    { q: 'rare' },
    { q: 'filler 17' },
    { q: '"common words" -rare' },
    { q: 'common', type: 'section' },
    { q: 'common', kind: 'scene' },
    { q: 'common', availableIn: 'en' },
    { q: 'rare', region: 'peru' },
    { q: 'common', region: 'peru' },
    { q: 'common', tag: 'tag-017' },
    { q: 'common', section: 'cuisine' },
    { q: 'rare', availableIn: 'en', type: 'section' },
    { q: 'filller77 comon' },
  ])('a search for %o', async (asked) => {
    const run = async (connection: Queryable) => {
      const wish = await readWish(db.pool, SearchParameters.parse(asked), locales)
      return new SearchRun(connection, wish).rows(page)
    }
    expect((await run(db.pool)).length).toBeGreaterThan(0)
    expect(await scanned(run)).toEqual([])
  })

  it('the facets and the count of a search for a rare word', async () => {
    const wish = await readWish(db.pool, SearchParameters.parse({ q: 'rare' }), locales)
    const found = await scanned(async (connection) => {
      const run = new SearchRun(connection, wish)
      expect(await run.count()).toBe((2 * count) / 1000)
      await run.besides(['region', 'kind', 'tag', 'section'])
    })
    expect(found).toEqual([])
  })

  it.each(['fill', 'filler 19', '77', 'z', 'jap'])('suggestions for “%s”', async (key) => {
    const typed = { key, types: undefined, locales, limit: 10 }
    expect(await scanned((connection) => listSuggestions(connection, typed))).toEqual([])
  })

  it('suggestions for what was mistyped', async () => {
    const typed = { key: 'fillre 123', types: undefined, locales, limit: 10 }
    expect(await scanned((connection) => listNearSuggestions(connection, typed))).toEqual([])
  })

  it.each([
    { kinds: undefined, region: undefined },
    { kinds: ['history'], region: undefined },
    { kinds: ['cuisine'], region: undefined },
    { kinds: ['history', 'cuisine'], region: undefined },
    { kinds: undefined, region: 'asia' },
    { kinds: ['history'], region: 'peru' },
    { kinds: ['cuisine'], region: 'asia' },
  ])('a page of sections across communities of %o', async ({ kinds, region }) => {
    const regionIds = region === undefined ? undefined : [regions[region] ?? '']
    const community = { regionIds, exactRegion: false, includeGlobal: false }
    const filter = { community, kinds, locales: undefined }
    const view = { locales, bodies: ['markdown' as const] }
    const found = await scanned((connection) => listAllSections(connection, filter, view, page))
    expect(found).toEqual([])
    if (kinds?.[0] !== 'cuisine' || region) return
    expect(await scanned((connection) => countAllSections(connection, filter))).toEqual([])
  })

  it('the facets of a list with a filter that few pass', async () => {
    const none = { exactRegion: false, includeGlobal: false }
    for (const filter of [
      { ...none, tags: ['tag-017'] },
      { ...none, regionIds: [regions.peru ?? ''] },
    ]) {
      const found = await scanned((connection) =>
        countCommunityFacets(connection, filter, ['region', 'kind', 'tag', 'section'], locales),
      )
      expect(found).toEqual([])
    }
  })
})
