import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, publish, save, savePublished, takeBack } from '../support/factories.ts'

let running: RunningApp
afterAll(() => running.close())
const get = (path: string) => api(running.app).get(path)

beforeAll(async () => {
  running = await startApp()
  const { database } = running
  const sections = [{ slug: 'old-part', kind: 'history' as const }]
  const content = contentOf({ title: 'Old name', tags: ['tagged'], sections })
  const id = await savePublished(database, content)
  await save(
    database,
    {
      ...content,
      slug: 'middle-name',
      sections: content.sections.map((s) => ({ ...s, slug: 'mid-part' })),
    },
    id,
  )
  await publish(database, id)
  await save(
    database,
    {
      ...content,
      slug: 'new-name',
      sections: content.sections.map((s) => ({ ...s, slug: 'new-part' })),
    },
    id,
  )
  await publish(database, id)
  const japan = await database.prisma.region.findUniqueOrThrow({ where: { slug: 'japan' } })
  await database.prisma.regionSlug.create({ data: { slug: 'nippon', regionId: japan.id } })
})

const everyAddress = [
  '/v1/communities',
  '/v1/communities/new-name',
  '/v1/communities/new-name/sections',
  '/v1/communities/new-name/sections/new-part',
  '/v1/communities/new-name/cross-references',
  '/v1/sections',
  '/v1/search?q=name',
  '/v1/suggest?q=name',
  '/v1/cross-references',
  '/v1/regions',
  '/v1/regions/japan',
  '/v1/regions/japan/communities',
  '/v1/tags',
  '/v1/vocabularies',
  '/v1/vocabularies/relations',
]

describe.each(everyAddress)('%s', (address) => {
  it('answers with an entity tag, and 304 to whoever has it', async () => {
    const { headers } = await get(address).expect(200)
    const again = await get(address)
      .set('If-None-Match', headers.etag ?? '')
      .expect(304)
    expect(again.text).toBe('')
    expect(again.headers.etag).toBe(headers.etag)
    await get(address).set('If-None-Match', '"another"').expect(200)
  })

  it('tells HEAD what it tells GET, without the body', async () => {
    const plainly = { 'Accept-Encoding': 'identity' }
    const { headers } = await get(address).set(plainly).expect(200)
    const head = await api(running.app).head(address).set(plainly).expect(200)
    expect(head.text ?? '').toBe('')
    for (const name of ['etag', 'content-type', 'content-length', 'cache-control', 'vary']) {
      expect(head.headers[name], name).toBe(headers[name])
    }
  })

  it('refuses a parameter that it does not know and names it', async () => {
    const { body } = await get(`${address}${address.includes('?') ? '&' : '?'}nonsense=1`).expect(
      400,
    )
    expect(body.errors).toMatchObject([{ parameter: 'nonsense' }])
  })

  it('refuses readers who accept nothing that it offers', async () => {
    await get(address).set('Accept', 'image/png').expect(406)
  })
})

describe('If-Modified-Since', () => {
  it.each([
    '/v1/communities/new-name',
    '/v1/communities/new-name/sections/new-part',
    '/v1/regions/japan',
  ])('%s compares with the time of the last change', async (address) => {
    const { headers } = await get(address).expect(200)
    const modified = headers['last-modified'] ?? ''
    const before = new Date(Date.parse(modified) - 1000).toUTCString()
    await get(address).set('If-Modified-Since', modified).expect(304)
    await get(address).set('If-Modified-Since', before).expect(200)
  })

  it('means nothing to a list, which has no such time', async () => {
    const { headers } = await get('/v1/communities').expect(200)
    expect(headers['last-modified']).toBeUndefined()
    await get('/v1/communities')
      .set('If-Modified-Since', 'Fri, 01 Jan 2100 00:00:00 GMT')
      .expect(200)
  })
})

describe('an address that has moved', () => {
  it.each([
    ['communities/old-name', 'communities/new-name'],
    ['communities/middle-name', 'communities/new-name'],
    ['communities/old-name/sections', 'communities/new-name/sections'],
    ['communities/old-name/cross-references', 'communities/new-name/cross-references'],
    ['communities/new-name/sections/old-part', 'communities/new-name/sections/new-part'],
    ['communities/old-name/sections/new-part', 'communities/new-name/sections/new-part'],
    ['communities/old-name/sections/old-part', 'communities/new-name/sections/new-part'],
    ['regions/nippon', 'regions/japan'],
    ['regions/nippon/communities', 'regions/japan/communities'],
  ])('%s leads to %s in one hop, its query kept', async (from, to) => {
    const { headers } = await get(`/v1/${from}?locale=es`).expect(308)
    expect(headers.location).toBe(`/v1/${to}?locale=es`)
    expect(headers['cache-control']).toContain('public')
    await get(headers.location ?? '').expect(200)
    expect((await get(`/v1/${from}`).expect(308)).headers.location).toBe(`/v1/${to}`)
  })

  it('keeps the id of a section beside the new slug of its community', async () => {
    const { body } = await get('/v1/communities/new-name').expect(200)
    const section = body.sections[0].id
    const { headers } = await get(`/v1/communities/old-name/sections/${section}`).expect(308)
    expect(headers.location).toBe(`/v1/communities/new-name/sections/${section}`)
    await get(`/v1/communities/${body.id.toUpperCase()}/sections/${section}`).expect(200)
  })
})

describe('an address without anything', () => {
  const unknownId = '00000000-0000-7000-8000-000000000000'

  it.each([
    'communities/never',
    `communities/${unknownId}`,
    'communities/never/sections',
    'communities/never/sections/overview',
    'communities/never/cross-references',
    'communities/new-name/sections/never',
    `communities/new-name/sections/${unknownId}`,
    'regions/never',
    `regions/${unknownId}`,
    'regions/never/communities',
    'vocabularies/never',
  ])('%s is 404', async (path) => {
    const { body } = await get(`/v1/${path}`).expect(404)
    expect(body.type).toBe('/problems/not-found')
  })

  it('says nothing of drafts: they answer like what never was', async () => {
    const id = await save(running.database, contentOf({ title: 'Only a draft' }))
    const draft = await get('/v1/communities/only-a-draft').expect(404)
    const never = await get('/v1/communities/only-a-drift').expect(404)
    expect({ ...draft.body, instance: '', detail: '' }).toEqual({
      ...never.body,
      instance: '',
      detail: '',
    })
    await get(`/v1/communities/${id}`).expect(404)
  })
})

describe('what was withdrawn', () => {
  it('is 410 at its id, its slug and its old slugs, with all below it', async () => {
    const { database } = running
    const content = contentOf({ title: 'Secret canary' })
    const id = await savePublished(database, content)
    await save(database, { ...content, slug: 'renamed-bird' }, id)
    await publish(database, id)
    await takeBack(database, id)
    for (const reference of [id, 'secret-canary', 'renamed-bird']) {
      for (const below of ['', '/sections', '/sections/overview', '/cross-references']) {
        const { body } = await get(`/v1/communities/${reference}${below}`).expect(410)
        expect(body.type).toBe('/problems/gone')
        expect(JSON.stringify(body)).not.toContain('anary')
      }
    }
  })

  it('is 410 for a section that its community no longer has', async () => {
    const { database } = running
    const content = contentOf({
      title: 'Shrinking',
      sections: [{}, { slug: 'lost', kind: 'history' }],
    })
    const id = await savePublished(database, content)
    await save(database, { ...content, sections: content.sections.slice(0, 1) })
    await publish(database, id)
    await get('/v1/communities/shrinking/sections/lost').expect(410)
    await get(`/v1/communities/shrinking/sections/${content.sections[1]?.id}`).expect(410)
    await get('/v1/communities/shrinking/sections/overview').expect(200)
  })
})
