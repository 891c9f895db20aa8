import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findGraph } from '../../src/delivery/graph/store.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, save, savePublished, takeBack } from '../support/factories.ts'
import { fillerId, insertEdges, insertFiller } from '../support/filler.ts'
import { scannedTables } from '../support/plan.ts'
import { sized } from '../support/size.ts'

let running: RunningApp
beforeAll(async () => {
  running = await startApp()
})
afterAll(() => running.close())

const ask = (community: string, query = '') =>
  api(running.app).get(`/v1/communities/${community}/graph?${query}`)
const graph = async (community: string, query = '') =>
  (await ask(community, query).expect(200)).body
const shown = ({ nodes }: { nodes: { slug: string; depth: number }[] }) =>
  nodes.map(({ slug, depth }) => `${depth} ${slug}`)

describe('the graph around a community', () => {
  beforeAll(async () => {
    const { database } = running
    const add = (
      title: string,
      ...references: [relation: 'part_of' | 'mentions', slug: string][]
    ) =>
      savePublished(
        database,
        contentOf({
          title,
          crossReferences: [
            ...references.map(([relation, community]) => ({ relation, target: { community } })),
            { relation: 'source' as const, target: { url: 'https://example.org/book' } },
          ],
          translations: { es: { title: `${title} en español`, tagline: 'Sobre.' } },
        }),
      )
    await add('Centre')
    await add('Near', ['part_of', 'centre'])
    await add('Beside', ['mentions', 'centre'], ['mentions', 'near'])
    await add('Far', ['part_of', 'near'])
    await add('Farther', ['mentions', 'far'])
    await add('Island')
    await save(
      database,
      contentOf({
        title: 'Qzaxv',
        crossReferences: [{ relation: 'part_of', target: { community: 'centre' } }],
      }),
    )
  })

  it('holds what is so many steps away, and the edges among it', async () => {
    const one = await graph('centre')
    expect(one).toMatchObject({ type: 'graph', depth: 1, truncated: false })
    expect(one.id).toBe(one.nodes[0].id)
    expect(shown(one)).toEqual(['0 centre', '1 near', '1 beside'])
    const [centre, near, beside] = one.nodes.map(({ id }: { id: string }) => id)
    expect(one.edges).toHaveLength(3)
    expect(one.edges).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ relation: 'part_of', label: 'part of', from: near, to: centre }),
        expect.objectContaining({ relation: 'mentions', from: beside, to: centre }),
        expect.objectContaining({ relation: 'mentions', from: beside, to: near }),
      ]),
    )
    expect(shown(await graph('centre', 'depth=2'))).toEqual([...shown(one), '2 far'])
    expect(shown(await graph('centre', 'depth=3'))).toEqual([...shown(one), '2 far', '3 farther'])
    expect(shown(await graph('farther', 'depth=3'))).toEqual([
      ...['0 farther', '1 far', '2 near', '3 centre', '3 beside'],
    ])
    expect(shown(await graph('island', 'depth=3'))).toEqual(['0 island'])
  })

  it('follows the wanted relations only', async () => {
    expect(shown(await graph('centre', 'depth=3&relation=part_of'))).toEqual([
      ...['0 centre', '1 near', '2 far'],
    ])
    const { edges } = await graph('centre', 'depth=3&relation=part_of,derived_from')
    expect(edges.map(({ relation }: { relation: string }) => relation)).toEqual([
      'part_of',
      'part_of',
    ])
    await ask('centre', 'relation=source').expect(400)
    await ask('centre', 'relation=has_part').expect(400)
    await ask('centre', 'depth=4').expect(400)
  })

  it('bears titles in the wanted language, and carries validators', async () => {
    const { body, headers } = await ask('centre', 'locale=es').expect(200)
    expect(body.nodes[0].title).toBe('Centre en español')
    expect(headers).toMatchObject({ 'content-language': 'es', 'surrogate-key': 'communities' })
    await ask('centre', 'locale=es')
      .set('If-None-Match', headers.etag ?? '')
      .expect(304)
  })

  it('shows no drafts', async () => {
    expect((await ask('centre', 'depth=3').expect(200)).text).not.toMatch(/qzaxv/i)
    await ask('qzaxv').expect(404)
  })

  it('is answered with 404 for what never was, 410 for what went, 308 for what moved', async () => {
    await ask('never').expect(404)
    const content = contentOf({ title: 'Moves' })
    const id = await savePublished(running.database, content)
    await save(running.database, { ...content, slug: 'moved' }, id)
    await savePublished(running.database, { ...content, slug: 'moved' })
    const { headers } = await ask('moves', 'depth=2').expect(308)
    expect(headers.location).toBe('/v1/communities/moved/graph?depth=2')
    await takeBack(running.database, id)
    await ask('moved').expect(410)
  })
})

describe('in an atlas of many', () => {
  const count = sized(3000, 20_000)
  const spokes = 700

  beforeAll(async () => {
    const { database } = running
    await insertFiller(database, count)
    await insertEdges(database, [
      // A hub and, in a ring behind it, everything.
      ...Array.from({ length: spokes }, (_, n) => ['mentions', n + 2, 1] as const),
      ...Array.from({ length: count - 1 }, (_, n) => ['part_of', n + 1, n + 2] as const),
      // One with as many neighbours as there is room for, the next with one more.
      ...Array.from({ length: 499 }, (_, n) => ['see_also', 2000, n + 801] as const),
      ...Array.from({ length: 500 }, (_, n) => ['see_also', 2100, n + 801] as const),
      // Of everything linked with everything only some edges are shown.
      ...Array.from({ length: 110 * 110 }, (_, n) => {
        return ['related_to', 2201 + Math.floor(n / 110), 2201 + (n % 110)] as const
      }).filter(([, from, to]) => from < to),
    ])
    await database.pool.query('VACUUM ANALYZE published.edge, published.community')
  })

  it('is cut at 500 nodes, breadth first and by id, and says so', async () => {
    const { nodes, edges, truncated } = await graph('filler-1', 'depth=3')
    expect(truncated).toBe(true)
    expect(nodes.map(({ id }: { id: string }) => id)).toEqual(
      Array.from({ length: 500 }, (_, n) => fillerId(n + 1)),
    )
    const ids = new Set(nodes.map(({ id }: { id: string }) => id))
    for (const { from, to } of edges) expect([ids.has(from), ids.has(to)]).toEqual([true, true])
    // All spokes that are shown, and the ring between them; the hub’s first link is in both.
    expect(edges).toHaveLength(499 + 499)
  })

  it('is not cut at exactly 500 nodes', async () => {
    const full = await graph('filler-2000', 'relation=see_also')
    expect([full.nodes.length, full.truncated]).toEqual([500, false])
    const over = await graph('filler-2100', 'relation=see_also')
    expect([over.nodes.length, over.truncated]).toEqual([500, true])
  })

  it('shows at most 5,000 edges, those nearest to the middle first', async () => {
    const { nodes, edges, truncated } = await graph('filler-2250', 'relation=related_to')
    expect([nodes.length, edges.length, truncated]).toEqual([110, 5000, true])
    const middle = fillerId(2250)
    const touching = edges.map(({ from, to }: { from: string; to: string }) =>
      [from, to].includes(middle),
    )
    expect(touching.lastIndexOf(true)).toBe(108)
  })

  it('is the same each time', async () => {
    const cold = await startApp({ CACHE_BYTES: 0 }, { database: running.database })
    for (const slug of ['filler-1', 'filler-2500']) {
      const read = () => api(cold.app).get(`/v1/communities/${slug}/graph?depth=3`).expect(200)
      const first = (await read()).text
      for (let time = 0; time < 7; time += 1) expect((await read()).text).toBe(first)
    }
    await cold.close()
  })

  it.each([1, 2500])('reads no large table from end to end around filler-%i', async (n) => {
    for (const relations of [undefined, ['part_of', 'mentions']]) {
      const scanned = await scannedTables(running.database, (db) =>
        findGraph(db, fillerId(n), { depth: 3, relations, locales: ['en'] }),
      )
      expect(scanned).toEqual([])
    }
  })
})
