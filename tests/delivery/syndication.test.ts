import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, savePublished, siteUrl, takeBack } from '../support/factories.ts'
import { insertFiller } from '../support/filler.ts'
import { type Element, parseXml } from '../support/xml.ts'

let running: RunningApp
beforeAll(async () => {
  running = await startApp({ SITE_URL: `${siteUrl}/`, PUBLIC_URL: 'https://api.atlas.example' })
})
afterAll(() => running.close())

const get = (path: string) => api(running.app).get(path)
const read = async (path: string) => parseXml((await get(path).expect(200)).text)
const textsOf = (element: Element, name: string) =>
  element.children.filter((child) => child.name === name).map(({ text }) => text)
const childrenOf = (element: Element, name: string) =>
  element.children.filter((child) => child.name === name)

const hostile = `<b>&amp;"quotes" 'n' ]]> \u0001 & 日本`

describe('/feed.atom', () => {
  it('has the newest profiles first, with all that RFC 4287 asks for', async () => {
    const empty = await read('/feed.atom')
    expect(textsOf(empty, 'updated')).toEqual(['1970-01-01T00:00:00Z'])
    const id = await savePublished(running.database, contentOf({ title: 'Older', tags: ['a-tag'] }))
    const older = contentOf({ title: 'Newer', tagline: hostile.replace('\u0001', '') })
    await savePublished(running.database, older)

    const { headers, text } = await get('/feed.atom').expect(200)
    expect(headers).toMatchObject({
      'content-type': 'application/atom+xml; charset=utf-8',
      'cache-control': 'public, max-age=60, stale-while-revalidate=600',
      'surrogate-key': 'communities',
    })
    const feed = parseXml(text)
    expect(feed).toMatchObject({
      name: 'feed',
      attributes: { xmlns: 'http://www.w3.org/2005/Atom' },
    })
    expect(textsOf(feed, 'id')).toEqual([`${siteUrl}/`])
    expect(childrenOf(feed, 'author')).toHaveLength(1)
    const self = { rel: 'self', href: 'https://api.atlas.example/feed.atom' }
    expect(childrenOf(feed, 'link').map(({ attributes }) => attributes)).toContainEqual(self)
    const entries = childrenOf(feed, 'entry')
    expect(entries.flatMap((entry) => textsOf(entry, 'title'))).toEqual(['Newer', 'Older'])
    expect(entries.flatMap((entry) => textsOf(entry, 'summary'))[0]).toBe(
      hostile.replace('\u0001', ''),
    )
    expect(textsOf(feed, 'updated')).toEqual(entries[0] && textsOf(entries[0], 'updated'))
    const [, last] = entries
    expect(last?.attributes).toEqual({ 'xml:lang': 'en' })
    expect(last && textsOf(last, 'id')).toEqual([`urn:uuid:${id}`])
    expect(last && childrenOf(last, 'link')[0]?.attributes.href).toBe(
      `${siteUrl}/communities/older`,
    )
    expect(last && childrenOf(last, 'category')[0]?.attributes.term).toBe('a-tag')
    await get('/feed.atom').set('If-None-Match', String(headers.etag)).expect(304)
    await get('/feed.atom').set('Accept', 'application/json').expect(406)
  })

  it('is there for every region and what lies in it, and speaks the wanted language', async () => {
    const content = contentOf({
      title: 'Andean',
      regions: [{ region: 'peru', role: 'primary' }],
      translations: { es: { title: 'Andino', tagline: null } },
    })
    await savePublished(running.database, content)
    const titles = async (query: string) =>
      childrenOf(await read(`/feed.atom?${query}`), 'entry').flatMap((e) => textsOf(e, 'title'))
    expect(await titles('region=south-america')).toEqual(['Andean'])
    expect(await titles('region=PE&locale=es')).toEqual(['Andino'])
    expect(await titles('region=europe')).toEqual([])
    await get('/feed.atom?region=atlantis').expect(400)
    await takeBack(running.database, 'andean')
    expect(await titles('region=PE')).toEqual([])
  })
})

describe('/sitemap.xml and /robots.txt', () => {
  it('lead to the page of every community', async () => {
    const map = await read('/sitemap.xml')
    expect(map.name).toBe('urlset')
    const { text, headers } = await get('/sitemap.xml').expect(200)
    expect(map.children.flatMap((url) => textsOf(url, 'loc')).toSorted()).toEqual([
      `${siteUrl}/communities/newer`,
      `${siteUrl}/communities/older`,
    ])
    for (const url of map.children) {
      expect(Number.isNaN(Date.parse(textsOf(url, 'lastmod')[0] ?? ''))).toBe(false)
    }
    expect(text).toContain('xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"')
    await get('/sitemap.xml').set('If-None-Match', String(headers.etag)).expect(304)
    const robots = await get('/robots.txt').expect(200)
    expect(robots.text).toContain('\nSitemap: https://api.atlas.example/sitemap.xml\n')
    await get('/robots.txt').set('If-None-Match', String(robots.headers.etag)).expect(304)
  })

  it('become an index with parts past 50,000 pages, each page in one of them', async () => {
    await insertFiller(running.database, 50_000)
    running.app.answerCache.clear()
    const index = await read('/sitemap.xml')
    expect(index.name).toBe('sitemapindex')
    const locations = index.children.flatMap((each) => textsOf(each, 'loc'))
    expect(locations).toEqual([
      'https://api.atlas.example/sitemaps/1.xml',
      'https://api.atlas.example/sitemaps/2.xml',
    ])
    const pages = new Set<string>()
    for (const location of locations) {
      const { pathname } = new URL(location)
      const { text, headers } = await get(pathname).expect(200)
      const found = [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, loc = '']) => loc)
      expect(found.length).toBeLessThanOrEqual(50_000)
      for (const loc of found) pages.add(loc)
      await get(pathname).set('If-None-Match', String(headers.etag)).expect(304)
    }
    expect(pages.size).toBe(50_002)
    for (const part of ['3.xml', '0.xml', '1', 'x.xml', '99999.xml'])
      await get(`/sitemaps/${part}`).expect(404)
  }, 240_000)
})
