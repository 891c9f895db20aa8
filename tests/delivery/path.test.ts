import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shortestWay } from '../../src/delivery/graph/paths/shortest.ts'
import { listNeighbours } from '../../src/delivery/graph/paths/store.ts'
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

const find = (from: string, to: string, more = '') =>
  api(running.app).get(`/v1/cross-references/path?from=${from}&to=${to}${more}`)
const slugs = (nodes: { slug: string }[]) => nodes.map(({ slug }) => slug)

describe('a path between communities', () => {
  beforeAll(async () => {
    const { database } = running
    const add = (
      title: string,
      relation?: 'derived_from' | 'influenced_by' | 'mentions',
      community = '',
    ) =>
      savePublished(
        database,
        contentOf({
          title,
          crossReferences: relation ? [{ relation, target: { community } }] : [],
          translations: { es: { title: `${title} en español`, tagline: 'Sobre.' } },
        }),
      )
    await add('Alpha')
    await add('Beta', 'derived_from', 'alpha')
    await add('Gamma', 'influenced_by', 'beta')
    await add('Delta', 'mentions', 'gamma')
    await add('Island')
    const hidden = contentOf({
      title: 'Hidden bridge',
      crossReferences: ['alpha', 'island'].map((community) => ({
        relation: 'related_to' as const,
        target: { community },
      })),
    })
    await save(database, hidden)
  })

  it('shows the nodes and the edges between them in order, walked either way', async () => {
    const { body } = await find('delta', 'alpha').expect(200)
    expect(body).toMatchObject({ type: 'path', found: true, hops: 3 })
    expect(slugs([body.from, body.to])).toEqual(['delta', 'alpha'])
    expect(slugs(body.nodes)).toEqual(['delta', 'gamma', 'beta', 'alpha'])
    expect(body.edges).toMatchObject([
      { relation: 'mentions', from: body.nodes[0].id, to: body.nodes[1].id },
      { relation: 'influenced_by', from: body.nodes[1].id, to: body.nodes[2].id },
      { relation: 'derived_from', label: 'derived from', from: body.nodes[2].id },
    ])
    const back = await find('alpha', 'delta').expect(200)
    expect(slugs(back.body.nodes)).toEqual(['alpha', 'beta', 'gamma', 'delta'])
    expect(back.body.edges).toEqual(body.edges.toReversed())
  })

  it('names its nodes in the wanted language', async () => {
    const { body, headers } = await find('alpha', 'beta', '&locale=es').expect(200)
    expect(body.nodes[0].title).toBe('Alpha en español')
    expect(headers['content-language']).toBe('es')
  })

  it('has no hops from a community to itself, by whatever reference', async () => {
    const { body } = await find('alpha', 'alpha').expect(200)
    expect(body).toMatchObject({ found: true, hops: 0, nodes: [{ slug: 'alpha' }], edges: [] })
    expect((await find('alpha', body.from.id).expect(200)).body.hops).toBe(0)
  })

  it('is answered as not found where there is none, and never leads over drafts', async () => {
    const { body } = await find('alpha', 'island').expect(200)
    expect(body).toMatchObject({ found: false, hops: null, nodes: [], edges: [] })
    expect(slugs([body.from, body.to])).toEqual(['alpha', 'island'])
  })

  it('is refused between communities that there are none of, and with an end missing', async () => {
    const unknown = await find('never', 'hidden-bridge').expect(400)
    expect(unknown.body.errors).toMatchObject([
      { parameter: 'from', code: 'unknown-community' },
      { parameter: 'to', code: 'unknown-community' },
    ])
    const missing = await api(running.app).get('/v1/cross-references/path?from=alpha').expect(400)
    expect(missing.body.errors).toMatchObject([{ parameter: 'to' }])
  })

  it('carries validators, and follows what is published and withdrawn', async () => {
    const before = await find('alpha', 'delta').expect(200)
    expect(before.headers['surrogate-key']).toBe('communities')
    await api(running.app)
      .get('/v1/cross-references/path?from=alpha&to=delta')
      .set('If-None-Match', before.headers.etag ?? '')
      .expect(304)
    await takeBack(running.database, 'gamma')
    await expect.poll(async () => (await find('alpha', 'delta').expect(200)).body.found).toBe(false)
  })
})

type Edges = [number, number][]

/** By trying everything. */
function distance(edges: Edges, from: number, to: number): number | null {
  let reached = new Set([from])
  for (let hops = 0; hops <= 6; hops += 1) {
    if (reached.has(to)) return hops
    const next = edges.flatMap(([a, b]) => [
      ...(reached.has(a) ? [b] : []),
      ...(reached.has(b) ? [a] : []),
    ])
    reached = new Set([...reached, ...next])
  }
  return null
}

const nodeCount = 24
const name = (n: number) => String(n).padStart(2, '0')
const graphs = fc.array(fc.tuple(fc.nat(nodeCount - 1), fc.nat(nodeCount - 1)), {
  minLength: 5,
  maxLength: 60,
})

describe('the search for a path', () => {
  it('finds a shortest one of at most 6 hops, and none where there is none', async () => {
    await fc.assert(
      fc.asyncProperty(
        graphs,
        fc.nat(nodeCount - 1),
        fc.nat(nodeCount - 1),
        async (edges, from, to) => {
          const walks = [...edges, ...edges.map(([a, b]) => [b, a] as const)]
          const neighboursOf = async (ids: readonly string[]) => {
            const steps = walks
              .map(([a, b]) => ({ id: name(b), by: name(a) }))
              .filter(({ by }) => ids.includes(by))
            return steps.sort((a, b) => (a.id + a.by < b.id + b.by ? -1 : 1))
          }
          const way = await shortestWay(name(from), name(to), 6, neighboursOf)
          expect(way && way.length - 1).toBe(distance(edges, from, to))
          const known = walks.map(([a, b]) => name(a) + name(b))
          const hops = (way ?? []).slice(1).map((id, index) => way?.[index] + id)
          expect(hops.filter((hop) => !known.includes(hop))).toEqual([])
        },
      ),
      { numRuns: sized(300, 3000) },
    )
  })

  describe('in the database', () => {
    const count = sized(3000, 20_000)
    // Every pair once, deterministic, of mixed degrees: the first ten are hubs.
    const pairs = new Map(
      Array.from({ length: count * 4 }, (_, n): [number, number] => [
        n % 10 === 0 ? 1 + (n % 100) / 10 : 1 + ((n * 7919) % count),
        1 + ((n * 104_729 + (n >> 3)) % count),
      ])
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => [`${Math.min(a, b)} ${Math.max(a, b)}`, [a, b] as [number, number]]),
    )

    beforeAll(async () => {
      await insertFiller(running.database, count)
      await insertEdges(
        running.database,
        [...pairs.values()].map(([a, b], n) => [n % 2 ? 'mentions' : 'part_of', a, b] as const),
      )
      await running.database.pool.query('VACUUM ANALYZE published.edge, published.community')
    })

    it('agrees with trying everything, and finds the same path each time', async () => {
      const edges = [...pairs.values()]
      const cold = await startApp({ CACHE_BYTES: 0 }, { database: running.database })
      for (let n = 1; n <= 12; n += 1) {
        const [from, to] = [1 + ((n * 977) % count), 1 + ((n * 1409) % count)]
        const path = `/v1/cross-references/path?from=filler-${from}&to=filler-${to}`
        const { body, text } = await api(running.app).get(path).expect(200)
        expect(body.hops, path).toBe(distance(edges, from, to))
        expect((await api(cold.app).get(path).expect(200)).text).toBe(text)
      }
      await cold.close()
    })

    it('reads no large table from end to end', async () => {
      const scanned = await scannedTables(running.database, (db) =>
        shortestWay(fillerId(1000), fillerId(2000), 6, (ids) => listNeighbours(db, ids)),
      )
      expect(scanned).toEqual([])
    })
  })
})
