import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, savePublished } from '../support/factories.ts'

let running: RunningApp
afterAll(() => running.close())
const get = (path: string) => api(running.app).get(path)

beforeAll(async () => {
  running = await startApp()
  const add = (title: string, ...regions: string[]) =>
    savePublished(
      running.database,
      contentOf({
        title,
        regions: regions.map((region) => ({ region, role: 'primary' as const })),
      }),
    )
  await add('In Japan', 'japan')
  await add('In Sapporo', 'sapporo')
  await add('In both', 'japan', 'hokkaido')
})

const slugs = (rows: { slug: string }[]) => rows.map(({ slug }) => slug)

describe('a region', () => {
  it('is found by id, slug and every code, in any case', async () => {
    const { body } = await get('/v1/regions/japan').expect(200)
    for (const reference of [body.id, body.id.toUpperCase(), 'JP', 'jp', 'JPN', 'jPn', '392']) {
      expect((await get(`/v1/regions/${reference}`).expect(200)).body.id).toBe(body.id)
    }
    for (const reference of ['JP-01', 'jp-01', 'hokkaido']) {
      expect((await get(`/v1/regions/${reference}`).expect(200)).body.slug).toBe('hokkaido')
    }
  })

  it('shows its codes, parent, ancestors from the widest, and children by name', async () => {
    const { body } = await get('/v1/regions/eastern-asia').expect(200)
    expect(slugs(body.ancestors)).toEqual(['world', 'asia'])
    expect(body.parent.slug).toBe('asia')
    expect(slugs(body.children)).toEqual([
      'china',
      'hong-kong-sar-china',
      'japan',
      'macao-sar-china',
      'mongolia',
      'north-korea',
      'south-korea',
      'taiwan',
    ])
    const japan = (await get('/v1/regions/JP').expect(200)).body
    expect(japan).toMatchObject({
      isoAlpha2: 'JP',
      isoAlpha3: 'JPN',
      m49: '392',
      isoSubdivision: null,
      wikidataId: 'Q17',
    })
    const world = (await get('/v1/regions/world').expect(200)).body
    expect(world).toMatchObject({ parent: null, ancestors: [] })
  })

  it('counts its own communities and those below it, each once', async () => {
    const counts = async (region: string) =>
      (await get(`/v1/regions/${region}`).expect(200)).body.communityCounts
    expect(await counts('japan')).toEqual({ own: 2, withDescendants: 3 })
    expect(await counts('hokkaido')).toEqual({ own: 1, withDescendants: 2 })
    expect(await counts('asia')).toEqual({ own: 0, withDescendants: 3 })
    expect(await counts('peru')).toEqual({ own: 0, withDescendants: 0 })
  })

  it('bears its name in the wanted language, its own name where there is none', async () => {
    expect((await get('/v1/regions/JP?locale=ja').expect(200)).body.name).toBe('日本')
    expect((await get('/v1/regions/world?locale=es-PE').expect(200)).body.name).toBe('Mundo')
    expect((await get('/v1/regions/JP?locale=tlh').expect(200)).body.name).toBe('Japan')
  })

  it('lists its communities and those below it, or with regionScope=exact its own', async () => {
    const list = async (path: string) => slugs((await get(path).expect(200)).body.data)
    expect(await list('/v1/regions/JP/communities')).toEqual(['in-both', 'in-japan', 'in-sapporo'])
    expect(await list('/v1/regions/JP/communities?regionScope=exact')).toEqual([
      'in-both',
      'in-japan',
    ])
    expect(await list('/v1/regions/hokkaido/communities')).toEqual(['in-both', 'in-sapporo'])
    expect(await list('/v1/regions/peru/communities')).toEqual([])
  })
})

describe('regions', () => {
  it('are listed flat by name, every one once', async () => {
    const seen: string[] = []
    let next: string | null = null
    do {
      const cursor: string = next === null ? '' : `&cursor=${next}`
      const { body } = await get(`/v1/regions?limit=100&total=true${cursor}`).expect(200)
      seen.push(...slugs(body.data))
      next = body.page.next
      if (!next) expect(seen.length).toBe(body.page.total)
    } while (next)
    expect(new Set(seen).size).toBe(await running.database.prisma.region.count())
  })

  it('are filtered by parent, kind, and a part of a name or a whole code', async () => {
    const list = async (query: string) =>
      slugs((await get(`/v1/regions?${query}`).expect(200)).body.data)
    expect(await list('parent=030&limit=2')).toEqual(['china', 'hong-kong-sar-china'])
    expect(await list('kind=global,online')).toEqual(['global', 'online'])
    expect(await list('q=日本')).toEqual(['japan'])
    expect(await list('q=jpn')).toEqual(['japan'])
    expect(await list('q=jp-01')).toEqual(['hokkaido'])
    expect(await list('q=hokkaido')).toEqual(['hokkaido'])
    expect(await list('q=hokkaid&kind=country')).toEqual([])
  })

  it('are refused under a parent that there is none of, with what was meant', async () => {
    const { body } = await get('/v1/regions?parent=japn').expect(400)
    expect(body.errors).toMatchObject([{ parameter: 'parent', code: 'unknown-region' }])
    expect(body.errors[0].detail).toContain('“japan”')
  })
})
