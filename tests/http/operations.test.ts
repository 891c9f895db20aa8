import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'

let running: RunningApp
beforeAll(async () => {
  running = await startApp()
})
afterAll(() => running.close())

describe('the health of the service', () => {
  it.each(['/livez', '/readyz'])('is told at %s and not to be kept', async (path) => {
    const { body, headers } = await api(running.app).get(path).expect(200)
    expect(body).toEqual({ status: 'ok' })
    expect(headers['cache-control']).toBe('no-store')
    expect(headers.etag).toBeUndefined()
    await api(running.app).head(path).expect(200)
    await api(running.app).get(`${path}?x=1`).expect(400)
    await api(running.app).get(path).set('Accept', 'text/html').expect(406)
  })
})

describe('the figures of the process', () => {
  it('are told in the text format of Prometheus, and not to be kept', async () => {
    const { text, headers } = await api(running.app).get('/metrics').expect(200)
    expect(text).toMatch(/^atlas_cache_hits_total \d+$/m)
    expect(headers['content-type']).toMatch(/^text\/plain; version=/)
    expect(headers['cache-control']).toBe('no-store')
    await api(running.app).get('/metrics?x=1').expect(400)
    await api(running.app).get('/metrics').set('Accept', 'image/png').expect(406)
  })
})

describe('GET /', () => {
  it('gives programs links to all that needs no further knowledge, and they work', async () => {
    const { body } = await api(running.app).get('/').expect(200)
    const addresses: string[] = body.links.map(({ href }: { href: string }) => href)
    expect(addresses).toEqual(expect.arrayContaining(['/docs', '/openapi.json', '/livez']))
    for (const address of addresses) await api(running.app).get(address).expect(200)
  })

  it('gives browsers a page of them', async () => {
    const { text, headers } = await api(running.app)
      .get('/')
      .set('Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8')
      .expect(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(text).toContain('<a href="/docs">')
    expect(text).not.toContain('http')
  })

  it('minds Accept, conditions and unknown parameters', async () => {
    const { headers } = await api(running.app).get('/').set('Accept', '*/*').expect(200)
    expect(headers['content-type']).toMatch(/^application\/json/)
    await api(running.app)
      .get('/')
      .set('If-None-Match', headers.etag ?? '')
      .expect(304)
    const { body } = await api(running.app).get('/').set('Accept', 'image/png').expect(406)
    expect(body.detail).toBe('This address offers application/json, text/html.')
    await api(running.app).get('/').set('Accept', 'application/json;q=0').expect(406)
    await api(running.app).get('/?x=1').expect(400)
  })
})
