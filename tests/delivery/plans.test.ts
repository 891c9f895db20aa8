import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { fillerId } from '../support/filler.ts'
import { fillLargeAtlas, hub, ordinary } from '../support/large-atlas.ts'
import { startExplained } from '../support/scans.ts'

let db: TestDatabase
let explained: Awaited<ReturnType<typeof startExplained>>

beforeAll(async () => {
  db = await freshDatabase()
  await fillLargeAtlas(db)
  explained = await startExplained(db)
})
afterAll(async () => {
  await explained.close()
  await db.close()
})

/** How many regions there are does not depend on how many communities there are. */
const small = ['region', 'region_slug']

/** Far less than the 20,000 communities and what belongs to them, and more than any page needs. */
const few = 1000

/** Asks as a reader does; what was read for it, the small tables apart, and where the next page is. */
async function ask(path: string) {
  let [status, next]: [number, string | null] = [0, null]
  const scans = await explained.scansDuring(async () => {
    const answer = await api(explained.app).get(path)
    status = answer.status
    const { page } = answer.type === 'application/json' ? answer.body : {}
    if (page?.next) next = `${path}${path.includes('?') ? '&' : '?'}cursor=${page.next}`
  })
  return { status, next, scans: scans.filter(({ table }) => !small.includes(table)) }
}

/** Asks for a list and the page after it. */
async function askTwice(path: string) {
  const first = await ask(path)
  const second = first.next ? await ask(first.next) : null
  expect([first.status, second?.status ?? 200]).toEqual([200, 200])
  return [...first.scans, ...(second?.scans ?? [])]
}

const isSequential = ({ step }: { step: string }) => step === 'Seq Scan'

describe('in an atlas of 20,000 communities', () => {
  it.each([
    ['/v1/communities/filler-77', 200],
    [`/v1/communities/${fillerId(ordinary)}`, 200],
    ['/v1/communities/filler-77.md', 200],
    ['/v1/communities/filler-77.jsonld', 200],
    ['/v1/communities/filler-77/sections/history-of-77', 200],
    ['/v1/communities/former-77', 308],
    ['/v1/communities/former-77/sections/history-of-77', 308],
    ['/v1/communities/nobody', 404],
    ['/v1/regions/peru', 200],
  ])('%s reads only what it shows', async (path, status) => {
    // By the sixth time, Postgres has made a plan for all values of a named statement.
    for (let time = 1; time <= 7; time += 1) {
      const { scans, ...answer } = await ask(path)
      expect(answer.status).toBe(status)
      expect(scans.length).toBeGreaterThan(0)
      expect(scans.filter((scan) => isSequential(scan) || scan.rows > few)).toEqual([])
    }
  })

  it.each([
    '/v1/communities/filler-77/sections',
    '/v1/communities/filler-77/cross-references',
    '/v1/regions/FR/communities',
    '/v1/cross-references',
    '/v1/cross-references?from=filler-77',
    '/v1/cross-references?to=filler-77',
    `/v1/cross-references?to=filler-${hub}`,
    '/v1/cross-references?relation=contrasts_with',
    '/v1/cross-references?relation=mentions',
    '/v1/cross-references?relation=influenced_by&from=filler-77',
  ])('%s reads no more than its page', async (path) => {
    const scans = await askTwice(path)
    expect(scans.length).toBeGreaterThan(0)
    expect(scans.filter((scan) => isSequential(scan) || scan.rows > few)).toEqual([])
  })

  // The tables that grow play no part, or are counted by an index.
  it.each([
    '/v1/tags',
    '/v1/regions?q=island',
    '/v1/regions?q=JP',
    '/v1/regions?parent=europe',
    '/v1/regions?kind=country',
    '/v1/regions/world',
    `/v1/communities/filler-${hub}/cross-references`,
  ])('%s reads no large table from end to end', async (path) => {
    expect((await ask(path)).scans.filter(isSequential)).toEqual([])
  })

  const filters = [
    ...['', 'region=europe', 'region=FR', 'region=PE', 'region=online', 'region=FR,PE'],
    ...[
      'region=FR&regionScope=exact',
      'region=PE&regionScope=exact',
      'kind=scene',
      'kind=diaspora',
    ],
    ...['tag=everyone', 'tag=rare', 'tag=tag-7', 'section=overview', 'section=cuisine'],
    ...['availableIn=en', 'availableIn=eo', 'region=FR&kind=scene&tag=tag-7'],
    ...['updatedSince=2020-01-01T00:00:00Z', 'updatedSince=2020-01-14T20:00:00Z'],
  ]
  it.each(filters)(
    'the list of communities with “%s” reads no more than its page',
    async (filter) => {
      for (const sort of ['title', '-updatedAt']) {
        const path = ['/v1/communities?', filter, filter && '&', `sort=${sort}`].join('')
        const scans = await askTwice(path)
        expect(scans.length).toBeGreaterThan(0)
        expect(
          scans.filter((scan) => isSequential(scan) || scan.rows > few),
          path,
        ).toEqual([])
      }
    },
  )
})
