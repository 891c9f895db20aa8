import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sanitise } from '../../src/atlas/markdown/sanitise.ts'
import * as drafts from '../../src/editorial/drafts/service.ts'
import { importDocument } from '../../src/editorial/imports/service.ts'
import { readRegionNames } from '../../src/editorial/regions/service.ts'
import { loadSampleAtlas } from '../../src/sample.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import {
  contentOf,
  nextSecond,
  publish,
  save,
  savePublished,
  siteUrl,
  takeBack,
  tester,
} from '../support/factories.ts'

let running: RunningApp
let slugs: string[]
const get = (path: string) => api(running.app).get(path)
const at = (slug: string) => `/v1/communities/${slug}`

const forms = {
  '.json': 'application/json',
  '.jsonld': 'application/ld+json',
  '.md': 'text/markdown',
  '.html': 'text/html',
  '.txt': 'text/plain',
}
const others = Object.entries(forms).filter(([suffix]) => suffix !== '.json')

const wild = {
  title: 'Wild forms',
  slug: 'wild',
  tagline: 'With <b>, & and "quotes".',
  aliases: ['The <i>wild</i>'],
  images: [
    {
      ...{ url: 'https://example.org/a.png?a=1&b=2', alt: 'A "picture"', width: 3, height: null },
      ...{ credit: 'Somebody <x>', license: 'CC0-1.0' },
    },
  ],
  regions: [
    { region: 'georgia', role: 'origin' as const },
    { region: 'japan', role: 'present' as const },
    { region: 'global', role: 'scope' as const },
  ],
  sections: [
    {
      images: [
        {
          ...{ url: 'https://example.org/b.png', alt: 'B', width: null, height: null },
          ...{ credit: null, license: null },
        },
      ],
      body: '# One\n\nA\\\nb ![x](https://example.org/i.png "T") <script>alert(1)</script>\n\n## Two\n\n### One\n\n| a | b |\n|:-:|---|\n| 1 | [[neighbour]] |',
      translations: { es: { heading: 'Resumen', body: 'Hola [[neighbour]].' } },
    },
    {
      slug: 'overview-heading',
      kind: 'other' as const,
      heading: '\\Overview & <more>',
      body: '```\na\n\n\nHistory\n\n\nb\n```',
    },
    {
      slug: 'regions',
      kind: 'history' as const,
      heading: 'Chronicle',
      body: `${'- '.repeat(120)}a`,
    },
  ],
  translations: { es: { title: 'Formas', tagline: null } },
  canonicalUrl: 'https://example.org/wild?a=1&b=2',
  license: 'https://example.org/licence',
  creditText: 'Us & them',
}

beforeAll(async () => {
  running = await startApp({ SITE_URL: siteUrl })
  const { database } = running
  await loadSampleAtlas(database, { SITE_URL: siteUrl }, () => {})
  slugs = (await database.prisma.community.findMany({ select: { slug: true } })).map((c) => c.slug)
  const parts = [{}, { slug: 'history', kind: 'history' as const, heading: 'History', body: 'B.' }]
  await savePublished(database, contentOf({ title: 'Neighbour', sections: parts }))
  await savePublished(
    database,
    contentOf({
      ...wild,
      crossReferences: [
        {
          ...{ relation: 'has_part', target: { community: 'neighbour' }, section: 'overview' },
          ...{ quote: 'A <b>', note: 'n & m' },
        },
        { relation: 'overlaps_with', target: { community: 'neighbour', section: 'history' } },
        { relation: 'source', target: { url: 'https://example.org/?a=1&b=2', label: null } },
      ],
    }),
  )
})
afterAll(() => running.close())

describe.each([
  ['a profile', '/v1/communities/ainu'],
  ['a section', '/v1/communities/ainu/sections/overview'],
])('%s', (_, address) => {
  it.each(Object.entries(forms))(
    'is had with the suffix %s as with Accept: %s',
    async (suffix, type) => {
      const byAccept = await get(address).set('Accept', type).expect(200)
      const bySuffix = await get(address + suffix)
        .set('Accept', 'image/png')
        .expect(200)
      expect(bySuffix.text).toBe(byAccept.text)
      expect(bySuffix.headers['content-type']).toBe(
        type === 'application/ld+json' ? type : `${type}; charset=utf-8`,
      )
      const same = ['etag', 'last-modified', 'content-type', 'content-language', 'cache-control']
      for (const name of same) expect(bySuffix.headers[name], name).toBe(byAccept.headers[name])
      expect(byAccept.headers.vary).toBe('Accept-Encoding, Accept-Language, Accept')
      expect(bySuffix.headers.vary).toBe('Accept-Encoding, Accept-Language')
      const located = await get(`${address}${suffix}?locale=en`).expect(200)
      expect(located.headers.vary).toBe('Accept-Encoding')
    },
  )

  it.each(others)(
    'has validators as %s, the times of its JSON, and answers HEAD and 304',
    async (suffix) => {
      const json = await get(address).expect(200)
      const { headers, text } = await get(address + suffix).expect(200)
      expect(headers['last-modified']).toBe(json.headers['last-modified'])
      expect(headers['surrogate-key']?.split(' ')).toEqual(
        expect.arrayContaining(json.headers['surrogate-key']?.split(' ') ?? []),
      )
      expect(headers.etag).not.toBe(json.headers.etag)
      await get(address + suffix)
        .set('If-None-Match', headers.etag ?? '')
        .expect(304)
      const head = await api(running.app)
        .head(address + suffix)
        .expect(200)
      expect(head.headers['content-length']).toBe(String(Buffer.byteLength(text)))
    },
  )

  it.each(others)(
    'refuses parameters that choose among the fields of JSON as %s',
    async (suffix) => {
      const parameters = address.includes('sections') ? ['bodyFormat'] : ['bodyFormat', 'fields']
      const query = address.includes('sections')
        ? 'bodyFormat=html'
        : 'bodyFormat=html&fields=title'
      const { body } = await get(`${address}${suffix}?${query}`).expect(400)
      expect(
        body.errors.map(({ parameter, code }: Record<string, string>) => [parameter, code]).sort(),
      ).toEqual(parameters.map((parameter) => [parameter, 'json-only']))
      await get(`${address}.json?${query}`).expect(200)
    },
  )

  it('is JSON for who takes anything, and what a list of wishes likes best', async () => {
    const typeFor = async (accept: string) =>
      (await get(address).set('Accept', accept).expect(200)).headers['content-type']?.split(';')[0]
    expect(await typeFor('*/*')).toBe('application/json')
    expect(await typeFor('text/html,application/xhtml+xml,*/*;q=0.8')).toBe('text/html')
    expect(await typeFor('application/json;q=0.5, text/markdown')).toBe('text/markdown')
    expect(await typeFor('text/*;q=0.1, application/ld+json;profile="a,b;q=0"')).toBe(
      'application/ld+json',
    )
    expect(await typeFor('text/plain;charset=utf-8')).toBe('text/plain')
    const { body } = await get(address).set('Accept', 'image/png').expect(406)
    expect(body.detail).toContain('text/markdown')
  })

  it('has no other suffix', async () => {
    const { body } = await get(`${address}.pdf`).expect(404)
    expect(body.detail).toContain('.pdf”')
    await get(`${address}.MD`).expect(404)
    await get(`${address}.md.md`).expect(404)
  })
})

describe('an address in a chosen form', () => {
  it('keeps its suffix where it has moved, and is gone or unknown as without one', async () => {
    const { database } = running
    const sections = [{ slug: 'old-part' }]
    const content = contentOf({ title: 'Former', sections })
    const id = await savePublished(database, content)
    const renamed = {
      ...content,
      slug: 'present',
      sections: content.sections.map((section) => ({ ...section, slug: 'new-part' })),
    }
    await save(database, renamed, id)
    await publish(database, id)
    const moved = async (path: string, location: string) => {
      const { headers } = await get(path).expect(308)
      expect(headers.location).toBe(location)
    }
    await moved(`${at('former')}.md?locale=en`, `${at('present')}.md?locale=en`)
    await moved(`${at('former')}/sections/old-part.html`, `${at('present')}/sections/new-part.html`)
    await moved(`${at('present')}/sections/old-part.txt`, `${at('present')}/sections/new-part.txt`)
    await moved(at('former'), at('present'))
    await takeBack(database, id)
    await get(`${at('present')}.md`).expect(410)
    await get(`${at('former')}/sections/old-part.jsonld`).expect(410)
    const { body, headers } = await get(`${at('never')}.md`).expect(404)
    expect(body.detail).toBe('There is no community “never”.')
    expect(headers.vary).toBe('Accept-Encoding, Accept-Language')
  })

  it.each(others)('obeys locale and fallback as %s', async (suffix) => {
    const spanish = await get(`${at('wild')}${suffix}?locale=es-PE`).expect(200)
    expect(spanish.text).toContain('Formas')
    expect(spanish.headers['content-language']?.split(', ')[0]).toBe('es')
    const strict = await get(`${at('wild')}${suffix}?locale=es&fallback=none`).expect(200)
    expect(strict.text).not.toContain('Chronicle')
    await get(`${at('wild')}${suffix}?locale=ja&fallback=none`).expect(404)
    await get(`${at('wild')}/sections/regions${suffix}?locale=es&fallback=none`).expect(404)
    const part = await get(`${at('wild')}/sections/overview${suffix}?locale=es`).expect(200)
    expect(part.text).toContain('Resumen')
  })

  it('is offered nowhere else', async () => {
    await get('/v1/communities').set('Accept', 'text/markdown').expect(406)
    await get('/v1/communities.md').expect(404)
    await get(`${at('ainu')}.md/sections`).expect(404)
  })
})

/** The contents of all drafts without what an import gives out anew. */
async function contentsOf({ prisma }: TestDatabase | RunningApp['database']) {
  const found = await prisma.draft.findMany({ orderBy: { slug: 'asc' } })
  const contents = await Promise.all(
    found.map((draft) => drafts.getContent(prisma, draft, draft.revision)),
  )
  return contents.map((content) => ({
    ...content,
    sections: content.sections.map(({ id: _id, ...section }) => section),
    crossReferences: content.crossReferences.map(({ id: _id, ...reference }) => reference),
  }))
}

describe('Markdown', () => {
  it('of every sample profile, imported into a fresh atlas, gives the same contents', async () => {
    const fresh = await freshDatabase()
    try {
      const regions = await readRegionNames(fresh.prisma)
      const take = async (path: string) => {
        const { text } = await get(path).set('Accept', 'text/markdown').expect(200)
        const request = { regions, kind: null, overwrite: false, dryRun: false, by: tester }
        const bytes = new TextEncoder().encode(text)
        const result = await importDocument(fresh, bytes, { ...request, now: nextSecond() })
        expect(result.errors, path).toEqual([])
      }
      for (const slug of slugs) {
        await take(at(slug))
        const { locales, locale } = (await get(at(slug)).expect(200)).body
        for (const other of locales.filter((tag: string) => tag !== locale)) {
          await take(`${at(slug)}?locale=${other}`)
        }
      }
      const written = await contentsOf(running.database)
      const samples = written.filter(({ slug }) => slugs.includes(slug))
      expect(samples).toHaveLength(12)
      expect(await contentsOf(fresh)).toEqual(samples)
    } finally {
      await fresh.close()
    }
  })

  it('says what the author wrote of others, from the author’s end, and nothing that others say', async () => {
    const { text } = await get(`${at('wild')}.md`).expect(200)
    expect(text).toContain(
      [
        'crossReferences:',
        '  - relation: has_part',
        '    target: { community: neighbour }',
        '    section: overview',
        '    quote: A <b>',
        '    note: n & m',
        '  - relation: overlaps_with',
        '    target: { community: neighbour, section: history }',
        '  - relation: source',
      ].join('\n'),
    )
    expect((await get(`${at('neighbour')}.md`).expect(200)).text).not.toContain('crossReferences')
  })

  it('of a section is its part of the whole document', async () => {
    const whole = (await get(`${at('ainu')}.md`).expect(200)).text
    const part = (await get(`${at('ainu')}/sections/history.md`).expect(200)).text
    expect(part).toMatch(/^## History\n\n/)
    expect(whole).toContain(part.trim())
  })
})

describe('plain text', () => {
  const seed = fileURLToPath(new URL('../../../shared/seeds/ai-ml-community.txt', import.meta.url))

  it.skipIf(!existsSync(seed))('gives the seed document back as it was', async () => {
    const { database } = running
    const bytes = readFileSync(seed)
    const regions = await readRegionNames(database.prisma)
    const request = { regions, kind: null, overwrite: false, dryRun: false, by: tester }
    await importDocument(database, bytes, { ...request, now: nextSecond() })
    await publish(database, 'ai-ml-community')
    const { text } = await get(`${at('ai-ml-community')}.txt`).expect(200)
    expect(text.trimEnd()).toBe(bytes.toString().trimEnd())
  })

  it('is a document that can be read again, whatever the form cannot say', async () => {
    const { text } = await get(`${at('wild')}.txt`).expect(200)
    expect(text).toContain('Slug: wild\nRegion: georgia (origin), Japan, Global\n')
    expect(text).toContain('\n\nOverview & <more> {other #overview-heading}\n\n')
    expect(text).toContain('\n\n\\History\n\n')
    expect(text).toMatch(/View on The Culture Atlas: https:\/\/example\.org\/wild\?a=1&b=2$/)
    const fresh = await freshDatabase()
    try {
      const regions = await readRegionNames(fresh.prisma)
      const request = { regions, kind: null, overwrite: false, dryRun: false, by: tester }
      for (const suffix of ['.txt', '.md']) {
        const served = (await get(at('wild') + suffix).expect(200)).text
        const bytes = new TextEncoder().encode(served)
        const result = await importDocument(fresh, bytes, {
          ...{ ...request, overwrite: true },
          now: nextSecond(),
        })
        expect(result.errors, suffix).toEqual([])
        const [content] = await contentsOf(fresh)
        expect(content?.sections.map(({ slug }) => slug)).toEqual(
          wild.sections.map(({ slug }) => slug ?? 'overview'),
        )
        expect(content?.regions).toEqual(wild.regions)
      }
    } finally {
      await fresh.close()
    }
  })
})

/** Throws where elements do not nest, attributes are not quoted or a character stands for markup that it is not. */
function elementsOf(html: string): { name: string; attributes: Record<string, string> }[] {
  const open: string[] = []
  const found: { name: string; attributes: Record<string, string> }[] = []
  const left = html.replaceAll(
    /<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"<]*")*)( ?\/)?>/g,
    (tag, end: string, name: string, written: string, empty?: string) => {
      if (end) expect(open.pop(), tag).toBe(name)
      else {
        if (!empty) open.push(name)
        const pairs = [...written.matchAll(/ ([a-z-]+)="([^"]*)"/g)]
        found.push({
          name,
          attributes: Object.fromEntries(pairs.map(([, key, value]) => [key, value])),
        })
      }
      return ''
    },
  )
  expect(open).toEqual([])
  expect(left).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot);)/)
  return found
}

describe('HTML', () => {
  it.each(['wild', 'ainu', 'wikipedians', 'demoscene'])(
    'of %s is well-formed, with ids that are unique',
    async (slug) => {
      const { text, headers } = await get(`${at(slug)}.html`).expect(200)
      const elements = elementsOf(text)
      expect(elements.map(({ name }) => name)).not.toContain('script')
      const ids = elements.flatMap(({ attributes }) => attributes.id ?? [])
      expect(new Set(ids).size).toBe(ids.length)
      const labelled = elements.flatMap(({ attributes }) => attributes['aria-labelledby'] ?? [])
      expect(ids).toEqual(expect.arrayContaining(labelled))
      const headings = elements.filter(({ name }) => /^h[1-6]$/.test(name))
      expect(headings.filter(({ name }) => name === 'h1')).toHaveLength(1)
      expect(headings.slice(1).every(({ attributes }) => attributes.id)).toBe(true)
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; img-src http: https:;/,
      )
      const again = await get(`${at(slug)}.html`).expect(200)
      expect(again.headers['content-security-policy']).toBe(headers['content-security-policy'])
    },
  )

  it('says what a page needs: language, title, sections, regions, links, credit', async () => {
    const { text } = await get(`${at('wild')}.html?locale=es`).expect(200)
    expect(text).toMatch(/^<article id="community-wild" lang="es">\n<header><h1>Formas<\/h1>/)
    expect(text).toContain('<section id="overview" lang="es"')
    expect(text).toContain('<section id="regions" lang="en"')
    expect(text).toContain(
      '<li data-region="japan" data-role="present">Japón · <span lang="en">present</span></li>',
    )
    expect(text).toContain(
      `<li data-relation="has_part"><span lang="en">has part</span> <a href="${siteUrl}/communities/neighbour" data-community="neighbour">Neighbour</a> <q>A &lt;b&gt;</q> n &amp; m</li>`,
    )
    expect(text).toContain(`href="${siteUrl}/communities/neighbour#history"`)
    expect(text).toContain('<a href="https://example.org/?a=1&amp;b=2" rel="noopener">')
    expect(text).toContain(
      '<figure><img src="https://example.org/a.png?a=1&amp;b=2" alt="A &quot;picture&quot;" width="3" /><figcaption>Somebody &lt;x&gt;, CC0-1.0</figcaption></figure>',
    )
    expect(text).toContain('<a href="https://example.org/licence" rel="license">')
  })

  it('keeps of a body just what publishing let through, its headings below h2', async () => {
    const { text } = await get(`${at('wild')}/sections/overview.html`).expect(200)
    elementsOf(text)
    const inner = text
      .replace(/^<section[^>]*><h2[^>]*>.*?<\/h2>\n(<figure>.*<\/figure>\n)?/, '')
      .replace(/<\/section>\n$/, '')
    const plain = inner.replaceAll(/<h(\d) id="[\w-]+">/g, '<h$1>')
    expect(sanitise(plain)).toEqual({ html: plain, removed: [] })
    const { body } = await get(`${at('wild')}/sections/overview?bodyFormat=html`).expect(200)
    expect(plain).toBe(body.html.trim())
    expect(inner.match(/<h\d id="[\w-]+">/g)).toEqual([
      '<h3 id="overview-one">',
      '<h4 id="overview-two">',
      '<h5 id="overview-one-2">',
    ])
    const whole = (await get(`${at('ainu')}.html`).expect(200)).text
    const part = (await get(`${at('ainu')}/sections/history.html`).expect(200)).text
    expect(whole).toContain(part.trim())
  })
})
