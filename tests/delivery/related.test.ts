import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listRelated } from '../../src/delivery/related/store.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, save, savePublished, takeBack } from '../support/factories.ts'
import { fillerId, insertEdges, insertFiller } from '../support/filler.ts'
import { scannedTables, vacuum } from '../support/plan.ts'

let running: RunningApp
afterAll(() => running.close())

const related = (community: string, query = '') =>
  api(running.app).get(`/v1/communities/${community}/related?${query}`)
const ranked = async (community: string, query = '') =>
  (await related(community, query).expect(200)).body.data
const slugs = (rows: { slug: string }[]) => rows.map(({ slug }) => slug)
const here = (region: string) => [{ region, role: 'primary' as const }]

beforeAll(async () => {
  running = await startApp()
  const { database } = running
  const add = (content: Parameters<typeof contentOf>[0]) =>
    savePublished(database, contentOf(content))
  await add({ title: 'Parent', regions: here('peru') })
  await add({ title: 'Sibling', regions: here('peru'), crossReferences: [part('parent')] })
  await add({ title: 'Twin', regions: here('japan'), tags: ['rare', 'common'] })
  await add({ title: 'Acquaintance', regions: here('chile'), tags: ['common'] })
  await add({ title: 'Fellow', regions: here('chile'), tags: ['common'] })
  await add({ title: 'Stranger', regions: here('kenya') })
  await add({
    title: 'Subject',
    regions: here('japan'),
    tags: ['rare', 'common'],
    crossReferences: [part('parent'), { relation: 'mentions', target: { community: 'twin' } }],
    translations: { es: { title: 'Sujeto', tagline: 'Uno.' } },
  })
  await save(
    database,
    contentOf({
      title: 'Qzaxv',
      regions: here('japan'),
      tags: ['rare'],
      crossReferences: [part('subject')],
    }),
  )
})

const part = (community: string) => ({ relation: 'part_of' as const, target: { community } })

describe('related communities', () => {
  it('are ranked, each with the reasons that add up to its score', async () => {
    const rows = await ranked('subject')
    expect(slugs(rows)).toEqual(['parent', 'twin', 'sibling', 'acquaintance', 'fellow'])
    for (const { score, reasons } of rows) {
      const sum = reasons.reduce(
        (total: number, { weight }: { weight: number }) => total + weight,
        0,
      )
      expect(sum).toBeCloseTo(score, 8)
      const weights = reasons.map(({ weight }: { weight: number }) => weight)
      expect(weights).toEqual([...weights].sort((a, b) => b - a))
    }
  })

  it('say which cross-reference, which path, which region and which tags', async () => {
    const rows = await ranked('subject')
    const reasonsOf = (slug: string) =>
      rows.find((row: { slug: string }) => row.slug === slug)?.reasons
    expect(reasonsOf('parent')).toMatchObject([
      { kind: 'cross_reference', weight: 1, relation: 'part_of', label: 'part of' },
    ])
    expect(reasonsOf('sibling')).toMatchObject([
      {
        kind: 'path',
        via: { type: 'community', slug: 'parent', title: 'Parent' },
        steps: [
          { relation: 'part_of', label: 'part of' },
          { relation: 'has_part', label: 'has part' },
        ],
      },
    ])
    expect(reasonsOf('twin')).toMatchObject([
      { kind: 'cross_reference', relation: 'mentions' },
      { kind: 'shared_region', region: { type: 'region', slug: 'japan', name: 'Japan' } },
      { kind: 'shared_tag', tag: 'rare' },
      { kind: 'shared_tag', tag: 'common' },
    ])
    const [link] = reasonsOf('parent')
    const edges = await api(running.app).get('/v1/cross-references?from=subject&to=parent')
    expect(link.id).toBe(edges.body.data[0].id)
  })

  it('weigh what is rare more than what many share', async () => {
    const rows = await ranked('subject')
    const [, , rare, common] = rows.find((row: { slug: string }) => row.slug === 'twin').reasons
    // Two communities bear the one, four the other.
    expect(rare.weight).toBeCloseTo(0.4 / (1 + Math.log(2)), 3)
    expect(common.weight).toBeCloseTo(0.4 / (1 + Math.log(4)), 3)
  })

  it('read relations from their own end', async () => {
    const rows = await ranked('parent')
    const subject = rows.find((row: { slug: string }) => row.slug === 'subject')
    expect(subject.reasons[0]).toMatchObject({ relation: 'has_part', label: 'has part' })
  })

  it('with equal scores are in the order of their ids', async () => {
    const tied = (await ranked('subject')).filter((row: { slug: string }) =>
      ['acquaintance', 'fellow'].includes(row.slug),
    )
    expect(tied[0].score).toBe(tied[1].score)
    expect(tied[0].id < tied[1].id).toBe(true)
  })

  it('bear titles and names of regions in the wanted language', async () => {
    const { body, headers } = await related('twin', 'locale=es').expect(200)
    const subject = body.data.find((row: { slug: string }) => row.slug === 'subject')
    expect(subject.title).toBe('Sujeto')
    const region = subject.reasons.find((r: { kind: string }) => r.kind === 'shared_region').region
    expect(region.name).toBe('Japón')
    expect(headers['content-language']).toContain('es')
    expect(headers['surrogate-key']).toContain(`n-${region.id.slice(-12)}`)
    expect(headers['surrogate-key']).toContain('communities')
  })

  it('are as many as wanted, never a draft, and never the community itself', async () => {
    expect(slugs(await ranked('subject', 'limit=2'))).toHaveLength(2)
    const text = (await related('subject', 'limit=50').expect(200)).text
    expect(text).not.toMatch(/qzaxv/i)
    expect(slugs(JSON.parse(text).data)).not.toContain('subject')
    await related('subject', 'limit=51').expect(400)
    await related('subject', 'limit=0').expect(400)
  })

  it('are answered with 404 for what never was, 410 for what went, 308 for what moved', async () => {
    await related('never').expect(404)
    const content = contentOf({ title: 'Moves' })
    const id = await savePublished(running.database, content)
    await save(running.database, { ...content, slug: 'moved' }, id)
    await savePublished(running.database, { ...content, slug: 'moved' })
    const { headers } = await related('moves', 'limit=3').expect(308)
    expect(headers.location).toBe('/v1/communities/moved/related?limit=3')
    await takeBack(running.database, id)
    await related('moved').expect(410)
  })

  it('are not sent again to whoever has them', async () => {
    const { headers } = await related('subject').expect(200)
    await related('subject')
      .set('If-None-Match', headers.etag ?? '')
      .expect(304)
  })
})

describe('in an atlas of many', () => {
  // In a small atlas, reading a whole table is the better plan.
  const count = 20_000
  const hub = 1
  const ordinary = 1234

  beforeAll(async () => {
    const { database } = running
    await insertFiller(database, count)
    const random = Array.from({ length: count * 3 }, (_, n) => {
      const from = 1 + ((n * 7919) % count)
      return ['influenced_by', from, 1 + ((from + 1 + (n >> 4)) % count)] as const
    })
    const toHub = Array.from({ length: count - 1 }, (_, n) => ['mentions', n + 2, hub] as const)
    await insertEdges(database, [...random, ...toHub].filter(unlike(new Set())))
    await database.pool.query(`INSERT INTO published.community_region (community_id, region_id, role, position)
      SELECT c.id, r.id, 'scope', 0 FROM published.community c, published.region r
      WHERE c.slug LIKE 'filler-%' AND r.slug = 'online'`)
    await database.pool.query(`UPDATE published.community SET tags = ARRAY['everyone', 'tag-' || right(slug, 3)]
      WHERE slug LIKE 'filler-%'`)
    const filled = ['edge', 'community', 'community_region', 'community_text']
    await vacuum(database, ...filled.map((table) => `published.${table}`))
  })

  it.each([
    ['a hub', hub],
    ['any other', ordinary],
  ])('%s reads no large table from end to end', async (_, n) => {
    const scanned = await scannedTables(running.database, (db) =>
      listRelated(db, fillerId(n), { locales: ['en'], limit: 50 }),
    )
    expect(scanned.filter((table) => table !== 'region')).toEqual([])
  })

  it('gives the same answer each time', async () => {
    const cold = await startApp({ CACHE_BYTES: 0 }, { database: running.database })
    for (const n of [hub, ordinary]) {
      const ask = () =>
        api(cold.app).get(`/v1/communities/filler-${n}/related?limit=50`).expect(200)
      const first = await ask()
      expect(first.body.data).toHaveLength(50)
      for (let time = 0; time < 7; time += 1) expect((await ask()).text).toBe(first.text)
    }
    await cold.close()
  })
})

/** Leaves out loops and edges that were there already. */
const unlike =
  (seen: Set<string>) =>
  (edge: readonly [string, number, number]): boolean => {
    const [, from, to] = edge
    const fresh = from !== to && !seen.has(edge.join(' '))
    seen.add(edge.join(' '))
    return fresh
  }
