import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, savePublished, takeBack } from '../support/factories.ts'

let running: RunningApp
afterAll(() => running.close())
const get = (path: string) => api(running.app).get(path)

beforeAll(async () => {
  running = await startApp()
  const add = (content: Parameters<typeof contentOf>[0]) =>
    savePublished(running.database, contentOf(content))
  await add({
    title: 'Alpha',
    tags: ['art'],
    regions: [{ region: 'sapporo', role: 'origin' }],
    sections: [{}, { slug: 'then', kind: 'history', heading: 'Then', body: 'Once.' }],
  })
  await add({
    title: 'Beta',
    regions: [{ region: 'peru', role: 'primary' }],
    translations: { es: { title: 'Beta', tagline: null } },
    sections: [
      { translations: { es: { heading: 'Resumen', body: 'Palabras.' } } },
      { slug: 'food', kind: 'cuisine', heading: 'Food' },
    ],
  })
  await add({
    title: 'Gamma',
    regions: [{ region: 'global', role: 'scope' }],
    sections: [{ slug: 'past', kind: 'history', heading: 'Past' }],
  })
})

interface Item {
  slug: string
  community: { slug: string }
}
const nameOf = ({ slug, community }: Item) => `${community.slug}/${slug}`
const list = async (query: string) => {
  const { body } = await get(`/v1/sections?${query}`).expect(200)
  return body.data.map(nameOf).join(' ')
}

describe('sections across communities', () => {
  it.each([
    ['', 'alpha/overview alpha/then beta/overview beta/food gamma/past'],
    ['kind=history', 'alpha/then gamma/past'],
    ['kind=history,cuisine', 'alpha/then beta/food gamma/past'],
    ['region=japan', 'alpha/overview alpha/then'],
    ['region=japan&regionScope=exact', ''],
    ['region=peru&includeGlobal=true&kind=history', 'gamma/past'],
    ['tag=art&kind=history', 'alpha/then'],
    ['availableIn=es', 'beta/overview'],
    ['updatedSince=2099-01-01T00:00:00Z', ''],
  ])('?%s are “%s”', async (query, names) => {
    expect(await list(query)).toBe(names)
    const { body } = await get(`/v1/sections?total=true&limit=1&${query}`).expect(200)
    expect(body.page.total).toBe(names === '' ? 0 : names.split(' ').length)
  })

  it('are as in their communities, and name these', async () => {
    const { body } = await get('/v1/sections?kind=history&limit=1&bodyFormat=html').expect(200)
    const single = await get('/v1/communities/alpha/sections/then?bodyFormat=html').expect(200)
    expect(body.data).toEqual([single.body])
    expect(body.data[0].community).toMatchObject({
      type: 'community',
      slug: 'alpha',
      title: 'Alpha',
    })
  })

  it('come in the wanted language', async () => {
    const { body, headers } = await get('/v1/sections?region=peru&locale=es').expect(200)
    expect(body.data).toMatchObject([{ heading: 'Resumen' }, { heading: 'Food', locale: 'en' }])
    expect(headers['content-language']?.split(', ').sort()).toEqual(['en', 'es'])
  })

  it('page through once each, while others come and go', async () => {
    const { database } = running
    const first = await get('/v1/sections?limit=2').expect(200)
    const passing = await savePublished(database, contentOf({ title: 'Passing' }))
    await takeBack(database, passing)
    const cursor = first.body.page.next
    const second = await get(`/v1/sections?limit=10&cursor=${cursor}`).expect(200)
    const names = [...first.body.data, ...second.body.data].map(nameOf)
    expect(names.join(' ')).toBe(await list(''))
    await get(`/v1/sections?kind=history&cursor=${cursor}`).expect(400)
  })

  it.each([
    ['kind=histroy', '“history”'],
    ['sort=title', '“sort”'],
    ['region=japn', '“japan”'],
    ['includeGlobal=true', 'region'],
  ])('?%s is refused', async (query, said) => {
    const { body } = await get(`/v1/sections?${query}`).expect(400)
    expect(body.errors[0].detail).toContain(said)
  })
})
