import jsonld from 'jsonld'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { relations, relationValues } from '../../src/atlas/vocabularies/relations.ts'
import { loadSampleAtlas } from '../../src/sample.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, savePublished, siteUrl } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

type Node = { [key: string]: unknown }

const schema = (name: string) => `https://schema.org/${name}`
const skos = (name: string) => `http://www.w3.org/2004/02/skos/core#${name}`
const own = (name: string) => `urn:culture-atlas:term:${name}`

let running: RunningApp
const get = (path: string) => api(running.app).get(path)

beforeAll(async () => {
  running = await startApp({ SITE_URL: siteUrl })
  const { database } = running
  await loadSampleAtlas(database, { SITE_URL: siteUrl }, () => {})
  const parts = [{}, { slug: 'history', kind: 'history' as const, heading: 'History', body: 'B.' }]
  await savePublished(database, contentOf({ title: 'Other', sections: parts }))
  await savePublished(database, contentOf({ title: 'Smaller' }))
  const image = {
    ...{ url: 'https://example.org/a.png', alt: 'A', width: 3, height: 4 },
    ...{ credit: 'Somebody', license: 'CC0-1.0' },
  }
  await savePublished(
    database,
    contentOf({
      title: 'Linked',
      aliases: ['Joined'],
      tags: ['open'],
      images: [image],
      regions: [
        { region: 'hokkaido', role: 'origin' },
        { region: 'japan', role: 'primary' },
        { region: 'japan', role: 'present' },
        { region: 'global', role: 'scope' },
      ],
      sections: [{ images: [image] }],
      crossReferences: relationValues.map((relation, index) => ({
        relation,
        target: relations[relation].external
          ? { url: `https://example.org/${index}?a=b`, label: `Work ${index}` }
          : {
              // Nothing is a part of its own part.
              community: relation.startsWith('has_') ? 'smaller' : 'other',
              ...(relation === 'overlaps_with' ? { section: 'history' } : {}),
            },
        section: 'overview',
        quote: 'Some words',
        note: 'Because.',
      })),
      canonicalUrl: 'https://example.org/linked',
      license: 'https://example.org/licence',
      creditText: 'Us',
    }),
  )
})
afterAll(() => running.close())

/** Expands an answer knowing nothing but what the app itself serves; throws where anything would be dropped. */
async function expanded(path: string, app = running): Promise<{ source: Node; node: Node }> {
  const { text } = await api(app.app).get(path).set('Accept', 'application/ld+json').expect(200)
  const source: Node = JSON.parse(text)
  const documentLoader = async (url: string) => {
    if (url !== `${app.url}/v1/context.jsonld`) throw new Error(`asked for ${url}`)
    const response = await fetch(url, {
      headers: { accept: 'application/ld+json, application/json' },
    })
    return { documentUrl: url, document: JSON.parse(await response.text()) }
  }
  // Without `safe`, what has no absolute IRI would be left out in silence.
  const options = { base: app.url + path, documentLoader, safe: true }
  const nodes: unknown[] = await jsonld.expand(JSON.parse(text), options)
  const [node] = nodes
  return { source, node: node as Node }
}

/** How many values there are in a JSON value, at any depth, the context and names of types apart. */
function valuesIn(value: unknown): number {
  if (Array.isArray(value)) return value.map(valuesIn).reduce((sum, count) => sum + count, 0)
  if (typeof value !== 'object' || value === null) return 1
  return Object.entries(value)
    .filter(([key]) => key !== '@context')
    .map(([key, inner]) => (key === '@value' ? 1 : valuesIn(key === '@value' ? 1 : inner)))
    .reduce((sum, count) => sum + count, 0)
}

/** An expanded value counts the datatype of a literal too, which its source leaves to the context. */
const withoutDatatypes = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutDatatypes)
  if (typeof value !== 'object' || value === null) return value
  if ('@value' in value) return { '@value': value['@value'] }
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withoutDatatypes(v)]))
}

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn)
  if (typeof value !== 'object' || value === null) return []
  const node = value as Node
  const types = Array.isArray(node['@type']) ? node['@type'].map(String) : []
  return [...Object.keys(node), ...types, ...Object.values(node).flatMap(namesIn)]
}

const at = (node: unknown, name: string): Node[] => (node as Node)[name] as Node[]

describe('JSON-LD', () => {
  it('expands offline with the context that is served, every term an absolute IRI, nothing dropped', async () => {
    const { data } = (await get('/v1/communities?limit=100&fields=slug').expect(200)).body
    expect(data.length).toBeGreaterThanOrEqual(14)
    for (const { slug } of data) {
      for (const path of [`/v1/communities/${slug}`, `/v1/communities/${slug}/sections/overview`]) {
        const { source, node } = await expanded(path)
        expect(valuesIn(withoutDatatypes(node)), path).toBe(valuesIn(source))
        const names = namesIn(node).filter((name) => !name.startsWith('@'))
        expect(names.filter((name) => !/^(https?:\/\/|urn:)/.test(name))).toEqual([])
      }
    }
  })

  it('is an article about a defined term, which is a concept too', async () => {
    const { id, sections } = (await get('/v1/communities/linked').expect(200)).body
    const { node } = await expanded('/v1/communities/linked')
    expect(node).toMatchObject({
      '@id': `urn:uuid:${id}#profile`,
      '@type': [schema('Article')],
      [schema('headline')]: [{ '@value': 'Linked' }],
      [schema('inLanguage')]: [{ '@value': 'en' }],
      [schema('mainEntityOfPage')]: [{ '@id': `${siteUrl}/communities/linked` }],
      [schema('url')]: [{ '@id': `${siteUrl}/communities/linked` }],
      [schema('license')]: [{ '@id': 'https://example.org/licence' }],
      [schema('creditText')]: [{ '@value': 'Us' }],
      'http://www.iana.org/assignments/relation/canonical': [
        { '@id': 'https://example.org/linked' },
      ],
      [schema('datePublished')]: [
        { '@type': 'http://www.w3.org/2001/XMLSchema#dateTime', '@value': expect.any(String) },
      ],
      [schema('about')]: [
        {
          '@id': `urn:uuid:${id}`,
          '@type': [schema('DefinedTerm'), skos('Concept')],
          [schema('name')]: [{ '@value': 'Linked' }],
          [schema('alternateName')]: [{ '@value': 'Joined' }],
          [own('communityKind')]: [{ '@id': own('community-kind:microculture') }],
        },
      ],
      [schema('hasPart')]: [
        {
          '@id': `urn:uuid:${sections[0].id}`,
          '@type': [schema('Article'), schema('WebPageElement')],
          [schema('articleBody')]: [{ '@value': 'Some words.' }],
          [schema('image')]: [{ [schema('contentUrl')]: [{ '@id': 'https://example.org/a.png' }] }],
        },
      ],
    })
    const part = (await expanded('/v1/communities/linked/sections/overview')).node
    expect(part).toMatchObject({
      ...at(node, schema('hasPart'))[0],
      [schema('isPartOf')]: [{ '@id': `urn:uuid:${id}#profile`, '@type': [schema('Article')] }],
    })
  })

  it('names places by the identifiers that others know, and roles and scopes by our own terms', async () => {
    const { regions } = (await get('/v1/communities/linked').expect(200)).body
    const idOf = (slug: string) =>
      `urn:uuid:${regions.find((region: Node) => region.slug === slug)?.id}`
    const { node } = await expanded('/v1/communities/linked')
    const places = at(node, schema('spatialCoverage'))
    const codesOf = (place: Node | undefined) =>
      at(place, schema('identifier')).map((identifier) => [
        at(identifier, schema('propertyID'))[0]?.['@value'],
        at(identifier, schema('value'))[0]?.['@value'],
      ])
    expect(places.map((place) => place['@id'])).toEqual([idOf('hokkaido'), idOf('japan')])
    expect(places[0]?.['@type']).toContain(schema('Place'))
    expect(codesOf(places[0])).toEqual([['ISO 3166-2', 'JP-01']])
    expect(codesOf(places[1])).toEqual([
      ['ISO 3166-1 alpha-2', 'JP'],
      ['ISO 3166-1 alpha-3', 'JPN'],
      ['UN M49', '392'],
    ])
    expect(at(places[1], schema('sameAs'))).toEqual([
      { '@id': 'http://www.wikidata.org/entity/Q17' },
    ])
    const [about] = at(node, schema('about'))
    const ids = (name: string) => at(about, own(name)).map((region) => region['@id'])
    expect(ids('originRegion')).toEqual([idOf('hokkaido')])
    expect(ids('primaryRegion')).toEqual([idOf('japan')])
    expect(ids('presentRegion')).toEqual([idOf('japan')])
    expect(ids('scope')).toEqual([idOf('global')])
  })

  it('says cross-references in SKOS where it has a word for them, else in our own, each with its words', async () => {
    const other = (await get('/v1/communities/other').expect(200)).body
    const { node } = await expanded('/v1/communities/linked')
    const [about] = at(node, schema('about'))
    const ends = (iri: string) => at(about, iri).map((end) => end['@id'])
    const community = `urn:uuid:${other.id}`
    const ours = 'derived_from influenced_by mentions see_also contrasts_with distinct_from'
    for (const iri of [skos('broader'), skos('related'), ...ours.split(' ').map(own)]) {
      expect(ends(iri), iri).toEqual([community])
    }
    const smaller = (await get('/v1/communities/smaller').expect(200)).body
    expect(ends(skos('narrower'))).toEqual([`urn:uuid:${smaller.id}`])
    const externals = [skos('exactMatch'), skos('closeMatch'), own('source')].flatMap(ends)
    expect(externals.every((end) => String(end).startsWith('https://example.org/'))).toBe(true)
    const precise = at(about, own('crossReference'))
    expect(
      precise.map((reference) => String(at(reference, own('relation'))[0]?.['@id'])).sort(),
    ).toEqual(relationValues.map(own).sort())
    const overlap = precise.find(
      (reference) => at(reference, own('relation'))[0]?.['@id'] === own('overlaps_with'),
    )
    expect(overlap).toMatchObject({
      '@type': [own('CrossReference')],
      [own('quote')]: [{ '@value': 'Some words' }],
      [own('note')]: [{ '@value': 'Because.' }],
      [own('target')]: [
        {
          '@id': `urn:uuid:${other.sections[1].id}`,
          [schema('isPartOf')]: [{ '@id': `${community}#profile` }],
        },
      ],
    })
  })

  it('leads, as HTML does, to the cross-references that a profile has no room for', async () => {
    const works = Array.from({ length: 102 }, (_, n) => ({
      relation: 'source' as const,
      target: { url: `https://example.org/${n}`, label: `Work ${n}` },
    }))
    await savePublished(running.database, contentOf({ title: 'Scholar', crossReferences: works }))
    const { node } = await expanded('/v1/communities/scholar')
    const [about] = at(node, schema('about'))
    expect(at(about, own('crossReference'))).toHaveLength(100)
    const next = String(at(about, own('crossReferencesNext'))[0]?.['@id']).replace(running.url, '')
    const rest = await get(next).expect(200)
    expect(rest.body.data.map(({ target }: { target: { label: string } }) => target.label)).toEqual(
      ['Work 100', 'Work 101'],
    )
    const { text } = await get('/v1/communities/scholar.html').expect(200)
    expect(text).toContain(`<a href="${next.replaceAll('&', '&amp;')}" rel="next">`)
    const document = (await get('/v1/communities/scholar.md').expect(200)).text
    expect(document.match(/relation: source/g)).toHaveLength(102)
  })

  it('is another as soon as what identifies a region is', async () => {
    const path = '/v1/communities/linked.jsonld'
    const before = await get(path).expect(200)
    const editor = api(running.app, await keyFor(running.database, 'admin'))
    await editor
      .patch('/v1/editorial/regions/hokkaido')
      .set('If-Match', '*')
      .send({ wikidataId: 'Q1037393' })
      .expect(200)
    await expect
      .poll(async () => (await get(path).expect(200)).text)
      .toContain('http://www.wikidata.org/entity/Q1037393')
    const { headers } = await get(path).expect(200)
    expect(headers['last-modified']).not.toBe(before.headers['last-modified'])
  })

  it('has whole addresses where the API’s own is known', async () => {
    const { database } = running
    const known = await startApp({ PUBLIC_URL: 'https://api.example/' }, { database })
    try {
      const path = '/v1/communities/linked.jsonld'
      expect((await get(path)).body['@context']).toBe('/v1/context.jsonld')
      const { body } = await api(known.app).get(path).expect(200)
      expect(body['@context']).toBe('https://api.example/v1/context.jsonld')
    } finally {
      await known.close()
    }
  })
})

describe('the context', () => {
  it('is JSON-LD that caches may keep', async () => {
    const { headers } = await get('/v1/context.jsonld').expect(200)
    expect(headers).toMatchObject({
      'content-type': 'application/ld+json',
      'cache-control': 'public, max-age=60, stale-while-revalidate=600',
      'access-control-allow-origin': '*',
    })
    await get('/v1/context.jsonld')
      .set('If-None-Match', headers.etag ?? '')
      .expect(304)
    await get('/v1/context.jsonld').set('Accept', 'text/html').expect(406)
  })
})
