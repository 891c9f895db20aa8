import { AtlasProblem, createAtlas, eachOf } from 'culture-atlas/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, savePublished } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
beforeAll(async () => {
  running = await startApp()
  for (let n = 0; n < 5; n += 1) {
    const content = contentOf({ title: `Number ${n}`, tags: [`tag-${n}`, 'shared'] })
    await savePublished(running.database, content)
  }
  const region = { region: 'france', role: 'primary' as const }
  await savePublished(running.database, contentOf({ title: 'Elsewhere', regions: [region] }))
})
afterAll(() => running.close())

const open = (more = {}) => createAtlas({ baseUrl: running.url, ...more })

/** What came over the wire: a client whose answers are noted down. */
function watched(more = {}) {
  const statuses: number[] = []
  const atlas = open({
    ...more,
    fetch: async (request: Request) => {
      const response = await fetch(request)
      statuses.push(response.status)
      return response
    },
  })
  return { atlas, statuses }
}

async function titlesOf(items: AsyncIterable<{ title?: string }>): Promise<string[]> {
  const titles: string[] = []
  for await (const { title = '' } of items) titles.push(title)
  return titles
}

describe('an operation', () => {
  it('answers with the typed body', async () => {
    const profile = await open().getCommunity({ path: { community: 'number-1' } })
    expect(profile).toMatchObject({ title: 'Number 1', sections: [{ body: 'Some words.' }] })
  })

  it('takes a base address with a slash at its end, a key, and headers for all requests', async () => {
    const key = await keyFor(running.database, 'contributor')
    const atlas = open({ baseUrl: `${running.url}/`, key, headers: { 'Accept-Language': 'es' } })
    expect(await atlas.getCurrentKey()).toMatchObject({ role: 'contributor' })
    expect(await atlas.getRegion({ path: { region: 'JP' } })).toMatchObject({ name: 'Japón' })
  })

  it('gives the headers too where they are wanted, as editing needs them', async () => {
    const atlas = open({ key: await keyFor(running.database, 'editor') })
    const path = { community: 'number-2' }
    const { response } = await atlas.client.get({
      url: '/v1/editorial/communities/{community}',
      path,
    })
    const etag = response.headers.get('etag') ?? ''
    const headers = { 'If-Match': etag }
    const edited = await atlas.updateCommunity({ path, headers, body: { tagline: 'Anew.' } })
    expect(edited).toMatchObject({ tagline: 'Anew.' })
    const again = atlas.updateCommunity({ path, headers, body: { tagline: 'Once more.' } })
    await expect(again).rejects.toMatchObject({ type: '/problems/stale-revision', status: 412 })
  })

  it('throws a problem with all that the server says of it', async () => {
    const asking = open().listCommunities({ query: { region: ['atlantis'], limit: 1000 } })
    const problem = await asking.catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(AtlasProblem)
    if (!(problem instanceof AtlasProblem)) return
    expect(problem.is('invalid-request')).toBe(true)
    expect(problem).toMatchObject({ status: 400, type: '/problems/invalid-request' })
    expect(problem.errors.map(({ parameter }) => parameter)).toContain('limit')
    expect(problem.response.headers.get('x-request-id')).toBe(problem.instance)
  })
})

describe('a list', () => {
  it('comes whole, page after page', async () => {
    const all = await titlesOf(open().communities({ region: ['JP'], sort: 'title', limit: 2 }))
    expect(all).toEqual(['Number 0', 'Number 1', 'Number 2', 'Number 3', 'Number 4'])
    expect(await titlesOf(open().communities({ region: ['FR'] }))).toEqual(['Elsewhere'])
    expect(await titlesOf(open().communities({ region: ['DE'] }))).toEqual([])
    const whole = open().communities({ include: ['sections'], region: ['FR'] })
    for await (const { sections } of whole) expect(sections?.[0]?.body).toBe('Some words.')
  })

  it('can be any list, and be left early', async () => {
    const { atlas, statuses } = watched()
    const tags: string[] = []
    const all = eachOf((page) => atlas.listTags({ query: { limit: 2, ...page } }))
    for await (const { slug } of all) {
      tags.push(slug)
      if (tags.length === 3) break
    }
    expect(tags).toHaveLength(3)
    expect(statuses).toHaveLength(2)
    let regions = 0
    for await (const _ of atlas.regions({ parent: 'europe' })) regions += 1
    expect(regions).toBeGreaterThan(3)
  })
})

describe('an answer that was read before', () => {
  const path = { community: 'number-1' }

  it('is asked for by its tag, and does not travel again while it holds', async () => {
    const { atlas, statuses } = watched()
    const first = await atlas.getCommunity({ path })
    expect(await atlas.getCommunity({ path })).toEqual(first)
    expect(statuses).toEqual([200, 304])
    const content = contentOf({ title: 'Number 1', tagline: 'Another.' })
    await savePublished(running.database, content)
    expect(await atlas.getCommunity({ path })).toMatchObject({ tagline: 'Another.' })
    expect(statuses).toEqual([200, 304, 200])
  })

  it('is another one in another language, and not kept where it is nobody else’s business', async () => {
    const { atlas, statuses } = watched({ key: await keyFor(running.database, 'editor') })
    const inLanguage = (language: string) =>
      atlas.getRegion({ path: { region: 'JP' }, headers: { 'Accept-Language': language } })
    expect(await inLanguage('es')).toMatchObject({ name: 'Japón' })
    expect(await inLanguage('fr')).toMatchObject({ name: 'Japon' })
    expect(await inLanguage('es')).toMatchObject({ name: 'Japón' })
    await atlas.getDraft({ path })
    await atlas.getDraft({ path })
    expect(statuses).toEqual([200, 200, 304, 200, 200])
  })

  it('goes when there is no room for all, the least lately read first', async () => {
    const { body } = await fetch(`${running.url}/v1/communities/number-1`)
    let bytes = 0
    for await (const chunk of body ?? []) bytes += chunk.length
    const { atlas, statuses } = watched({ keptBytes: Math.floor(bytes * 2.5) })
    const read = (n: number) => atlas.getCommunity({ path: { community: `number-${n}` } })
    await read(1)
    await read(2)
    await read(1)
    await read(3)
    await read(1)
    await read(2)
    expect(statuses).toEqual([200, 200, 304, 200, 304, 200])
    const forgetful = watched({ keptBytes: 0 })
    await forgetful.atlas.getCommunity({ path })
    await forgetful.atlas.getCommunity({ path })
    expect(forgetful.statuses).toEqual([200, 200])
  })

  it('is not put in place of a 304 that the caller asked for', async () => {
    const { atlas, statuses } = watched()
    await atlas.getCommunity({ path })
    const { response } = await atlas.client.get({ url: '/v1/communities/number-1' })
    const headers = { 'If-None-Match': response.headers.get('etag') ?? '' }
    await expect(atlas.getCommunity({ path, headers })).rejects.toMatchObject({ status: 304 })
    expect(statuses).toEqual([200, 304, 304])
  })
})
