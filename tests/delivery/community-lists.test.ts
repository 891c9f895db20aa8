import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, savePublished } from '../support/factories.ts'

let running: RunningApp
afterAll(() => running.close())
const get = (path: string) => api(running.app).get(path)

const ids: Record<string, string> = {}

beforeAll(async () => {
  running = await startApp()
  const add = async (content: Parameters<typeof contentOf>[0]) => {
    ids[content.title] = await savePublished(running.database, contentOf(content))
  }
  await add({
    title: 'Alpha',
    kind: 'fandom',
    tags: ['art'],
    regions: [{ region: 'sapporo', role: 'origin' }],
  })
  await add({
    title: 'Delta',
    tags: ['food'],
    translations: { es: { title: 'Zeta', tagline: null } },
  })
  await add({
    title: 'Beta',
    kind: 'subculture',
    tags: ['art', 'food'],
    sections: [{}, { slug: 'history', kind: 'history', body: 'Then.' }],
    regions: [{ region: 'peru', role: 'primary' }],
  })
  await add({ title: 'Gamma', regions: [{ region: 'global', role: 'scope' }] })
  await add({
    title: 'Omega',
    regions: [{ region: 'online', role: 'scope' }],
    crossReferences: [{ relation: 'see_also', target: { community: 'alpha' } }],
  })
})

const list = async (query: string) => {
  const { body } = await get(`/v1/communities?${query}`).expect(200)
  return body.data.map(({ slug }: { slug: string }) => slug).join(' ')
}
const faultsOf = async (query: string) => {
  const { body } = await get(`/v1/communities?${query}`).expect(400)
  return body.errors
}

describe('the list of communities', () => {
  it.each([
    ['', 'alpha beta delta gamma omega'],
    ['kind=fandom', 'alpha'],
    ['kind=fandom,subculture', 'alpha beta'],
    ['kind=fandom&kind=subculture', 'alpha beta'],
    ['tag=art', 'alpha beta'],
    ['tag=art,food&kind=subculture,microculture', 'beta delta'],
    ['tag=never', ''],
    ['section=history', 'beta'],
    ['section=history,overview', 'alpha beta delta gamma omega'],
    ['availableIn=es', 'delta'],
    ['availableIn=ES', 'delta'],
    ['availableIn=en', 'alpha beta delta gamma omega'],
    ['region=japan', 'alpha delta'],
    ['region=jp&regionScope=exact', 'delta'],
    ['region=JPN', 'alpha delta'],
    ['region=392', 'alpha delta'],
    ['region=JP-01', 'alpha'],
    ['region=asia,PE', 'alpha beta delta'],
    ['region=peru&includeGlobal=true', 'beta gamma'],
    ['region=peru&includeGlobal=false', 'beta'],
    ['region=peru&includeGlobal=true&tag=art', 'beta'],
    ['region=global', 'gamma'],
    ['region=online', 'omega'],
    ['region=japan&tag=food', 'delta'],
    ['sort=title', 'alpha beta delta gamma omega'],
    ['sort=-title', 'omega gamma delta beta alpha'],
    ['sort=updatedAt', 'alpha delta beta gamma omega'],
    ['sort=-updatedAt', 'omega gamma beta delta alpha'],
    ['locale=es', 'alpha beta delta gamma omega'],
  ])('?%s holds “%s”', async (query, slugs) => {
    expect(await list(query)).toBe(slugs)
  })

  it('counts what matches when asked, whatever the page', async () => {
    const { body } = await get('/v1/communities?tag=food&limit=1&total=true').expect(200)
    expect(body.page).toMatchObject({ limit: 1, total: 2 })
    const plain = await get('/v1/communities').expect(200)
    expect(plain.body.page).toEqual({ limit: 20, next: null })
  })

  it('knows what was published since a moment, that moment included', async () => {
    const { body } = await get(`/v1/communities/${ids.Gamma}`).expect(200)
    expect(await list(`updatedSince=${body.updatedAt}`)).toBe('gamma omega')
    const later = new Date(Date.parse(body.updatedAt) + 1).toISOString()
    expect(await list(`updatedSince=${later}`)).toBe('omega')
    const faults = await faultsOf('updatedSince=yesterday')
    expect(faults).toMatchObject([{ parameter: 'updatedSince' }])
  })

  it('leaves out texts and cross-references unless they are included', async () => {
    const item = async (query: string) =>
      (await get(`/v1/communities?sort=-title&limit=1${query}`).expect(200)).body.data[0]
    const plain = await item('')
    expect(plain).not.toHaveProperty('crossReferences')
    expect(plain.sections[0]).not.toHaveProperty('body')
    expect(await item('&include=sections')).toMatchObject({ sections: [{ body: 'Some words.' }] })
    const full = await item('&include=sections,crossReferences&bodyFormat=text')
    expect(full).toMatchObject({
      sections: [{ text: expect.stringContaining('Some words.') }],
      crossReferences: [{ relation: 'see_also', target: { slug: 'alpha' } }],
    })
    expect(full.sections[0]).not.toHaveProperty('body')
  })

  it('takes at most 20 with an include, more without', async () => {
    await get('/v1/communities?include=sections&limit=20').expect(200)
    await get('/v1/communities?limit=100').expect(200)
    expect(await faultsOf('include=sections&limit=21')).toMatchObject([{ parameter: 'limit' }])
    expect(await faultsOf('limit=101')).toMatchObject([{ parameter: 'limit' }])
    expect(await faultsOf('limit=0')).toMatchObject([{ parameter: 'limit' }])
  })

  it('answers with the fields that are asked for, and type and id', async () => {
    const { body } = await get('/v1/communities?fields=title&limit=1').expect(200)
    expect(body.data).toEqual([{ type: 'community', id: ids.Alpha, title: 'Alpha' }])
  })

  it('shows texts in the wanted language and says which languages there are', async () => {
    const { body, headers } = await get('/v1/communities?locale=es&tag=food').expect(200)
    expect(body.data.map(({ title }: { title: string }) => title)).toEqual(['Beta', 'Zeta'])
    expect(headers['content-language']?.split(', ').sort()).toEqual(['en', 'es'])
  })

  it('names all that is wrong at once and what was meant', async () => {
    const faults = await faultsOf('kind=fandm&sort=titel&sektion=history')
    expect(faults).toHaveLength(3)
    const details = faults.map(({ detail }: { detail: string }) => detail).join()
    for (const meant of ['“fandom”', '“title”', '“section”']) expect(details).toContain(meant)
  })

  it('names every region that there is none of and what was meant', async () => {
    const faults = await faultsOf('region=japn,peru,atlantis-of-old')
    expect(faults).toMatchObject([
      { parameter: 'region', code: 'unknown-region', detail: expect.stringContaining('“japan”') },
      { parameter: 'region', code: 'unknown-region' },
    ])
    expect(faults[1].detail).not.toContain('Did you mean')
  })

  it('refuses what goes with a region only where there is none', async () => {
    const faults = await faultsOf('regionScope=exact&includeGlobal=true')
    expect(faults.map(({ parameter }: { parameter: string }) => parameter)).toEqual([
      'regionScope',
      'includeGlobal',
    ])
  })

  it.each([
    '',
    'region=japan',
    'kind=fandom,subculture',
    'tag=art',
    'section=history',
    'region=peru&includeGlobal=true',
    'region=japan&regionScope=exact',
  ])('counts by facets what it would hold with each value as well: ?%s', async (query) => {
    const asked = `/v1/communities?${query}&facets=region,kind,tag,section&limit=1`
    const { body } = await get(asked).expect(200)
    expect(Object.keys(body.facets).sort()).toEqual(['kind', 'region', 'section', 'tag'])
    for (const [facet, counts] of Object.entries<{ value: string; count: number }[]>(body.facets)) {
      if (query.includes(`${facet}=`)) continue
      for (const { value, count } of counts) {
        const narrowed = await list(`${query}&${facet}=${value}`)
        expect(narrowed.split(' ').length, `${facet}=${value}`).toBe(count)
      }
    }
  })

  it('counts in a region’s own list, with labels in the wanted language, for one cursor with and without', async () => {
    const path = '/v1/regions/asia/communities?limit=1&locale=es'
    const { body } = await get(`${path}&facets=region,kind`).expect(200)
    expect(body.facets.region).toContainEqual({ value: 'japan', label: 'Japón', count: 2 })
    expect(body.facets.kind).toContainEqual({ value: 'fandom', label: 'Fandom', count: 1 })
    await get(`${path}&cursor=${body.page.next}`).expect(200)
    const faults = await faultsOf('facets=kind,regions')
    expect(faults).toMatchObject([{ parameter: 'facets' }])
    expect(faults[0].detail).toContain('“region”')
  })
})
