import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/atlas/identity.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, publish, save, savePublished } from '../support/factories.ts'
import { misnamedEdges } from '../support/misnamed.ts'

let running: RunningApp
afterAll(() => running.close())
const get = (path: string) => api(running.app).get(path)

const sources = Array.from({ length: 103 }, (_, n) => ({
  relation: 'source' as const,
  target: { url: `https://example.org/${n}`, label: `Work ${n}` },
}))

beforeAll(async () => {
  running = await startApp()
  const { database } = running
  const sections = [
    {},
    { slug: 'history', kind: 'history' as const, heading: 'History', body: 'Then.' },
  ]
  await savePublished(database, contentOf({ title: 'Parent', sections }))
  await savePublished(
    database,
    contentOf({
      title: 'Child',
      crossReferences: [
        {
          relation: 'derived_from',
          target: { community: 'parent' },
          section: 'overview',
          quote: 'Born.',
          note: 'So.',
        },
        { relation: 'overlaps_with', target: { community: 'parent', section: 'history' } },
        { relation: 'same_as', target: { url: 'https://example.org/child' } },
      ],
    }),
  )
  await savePublished(
    database,
    contentOf({
      title: 'Scholar',
      crossReferences: [...sources, { relation: 'see_also', target: { community: 'parent' } }],
    }),
  )
})

const references = async (slug: string, query = '') =>
  (await get(`/v1/communities/${slug}/cross-references?${query}`).expect(200)).body.data
const edges = async (query: string) =>
  (await get(`/v1/cross-references?${query}`).expect(200)).body.data
const relationsOf = (rows: { relation: string }[]) => rows.map(({ relation }) => relation).sort()

describe('the ends of a cross-reference', () => {
  const named = async (path: string) => [
    (await get(path).expect(200)).text,
    (await get(`${path}${path.includes('?') ? '&' : '?'}locale=en`).expect(200)).text,
  ]
  const paths = [
    '/v1/communities/teller',
    '/v1/communities/teller/cross-references',
    '/v1/cross-references?from=teller',
  ]

  it('are called as they are called now, in whatever language', async () => {
    const { database } = running
    const sectionId = newId()
    const chapters = (slug: string, heading: string) => [
      { id: sectionId, slug, kind: 'history' as const, heading, body: 'Long ago.' },
    ]
    const id = await savePublished(
      database,
      contentOf({ title: 'Told "of"', slug: 'told-of', sections: chapters('past', 'The past') }),
    )
    await savePublished(
      database,
      contentOf({
        title: 'Teller',
        crossReferences: [
          { relation: 'influenced_by', target: { community: 'told-of' } },
          { relation: 'overlaps_with', target: { community: 'told-of', section: 'past' } },
          {
            relation: 'close_match',
            target: { url: 'https://example.org/near', label: 'A "label"' },
          },
        ],
      }),
    )
    for (const path of paths) {
      const [own, asked] = await named(path)
      expect(own).toBe(asked)
      expect(own).toContain('"told-of", "title" : "Told \\"of\\""')
      expect(own).toContain('"past", "title" : "The past"')
      expect(own).toContain('"A \\"label\\""')
    }

    const sections = chapters('olden-days', 'Olden days')
    await save(database, contentOf({ title: 'Sung of', slug: 'sung-of', sections }), id)
    await publish(database, id)
    for (const path of paths) {
      const [own, asked] = await named(path)
      expect(own).toBe(asked)
      expect(own).toContain('"sung-of", "title" : "Sung of"')
      expect(own).toContain('"olden-days", "title" : "Olden days"')
      expect(own).not.toMatch(/told|past/i)
    }

    const languages = {
      defaultLocale: 'de',
      translations: { en: { title: 'Sung of', tagline: null } },
    }
    await save(
      database,
      contentOf({ title: 'Besungen', slug: 'sung-of', sections, ...languages }),
      id,
    )
    await publish(database, id)
    for (const path of paths) {
      const [own, asked] = await named(path)
      expect(own).toContain('"sung-of", "title" : "Besungen"')
      expect(asked).toContain('"sung-of", "title" : "Sung of"')
    }
    expect(await misnamedEdges(database.prisma)).toEqual([])
  })
})

describe('the cross-references of a community', () => {
  it('read from its own end, its own first and as it lists them', async () => {
    expect(await references('child')).toMatchObject([
      {
        relation: 'derived_from',
        label: 'derived from',
        direction: 'outgoing',
        section: 'overview',
        quote: 'Born.',
        note: 'So.',
        target: { type: 'community', slug: 'parent', title: 'Parent' },
      },
      {
        relation: 'overlaps_with',
        direction: 'outgoing',
        target: {
          type: 'section',
          slug: 'history',
          title: 'History',
          community: { slug: 'parent' },
        },
      },
      {
        relation: 'same_as',
        target: { type: 'external', url: 'https://example.org/child', label: null },
      },
    ])
  })

  it('read the other way round from the other end, symmetric ones the same', async () => {
    const rows = await references('parent')
    expect(relationsOf(rows)).toEqual(['gave_rise_to', 'overlaps_with', 'referenced_from'])
    expect(rows.every(({ direction }: { direction: string }) => direction === 'incoming')).toBe(
      true,
    )
    const overlap = rows.find(({ relation }: { relation: string }) => relation === 'overlaps_with')
    expect(overlap).toMatchObject({
      section: 'history',
      target: { type: 'community', slug: 'child' },
    })
  })

  it('are filtered by direction and by the relation as it reads from this end', async () => {
    expect(await references('parent', 'direction=outgoing')).toEqual([])
    expect(await references('parent', 'direction=incoming,outgoing')).toHaveLength(3)
    expect(relationsOf(await references('parent', 'relation=gave_rise_to'))).toEqual([
      'gave_rise_to',
    ])
    expect(await references('parent', 'relation=derived_from')).toEqual([])
    await get('/v1/communities/parent/cross-references?direction=sideways').expect(400)
  })

  it('beyond the hundredth are behind crossReferencesNext, exactly the rest', async () => {
    const { body } = await get('/v1/communities/scholar?locale=es').expect(200)
    expect(body.crossReferences).toHaveLength(100)
    const rest = await get(body.crossReferencesNext).expect(200)
    const ids = [...body.crossReferences, ...rest.body.data].map(({ id }: { id: string }) => id)
    const all = await get('/v1/communities/scholar/cross-references?limit=100&total=true').expect(
      200,
    )
    const last = await get(all.headers.link?.match(/<(.*)>/)?.[1] ?? '').expect(200)
    expect(ids).toEqual([...all.body.data, ...last.body.data].map(({ id }) => id))
    expect(ids).toHaveLength(104)
    expect(all.body.page.total).toBe(104)
    expect(rest.body.page.next).toBeNull()
    const child = await get('/v1/communities/child').expect(200)
    expect(child.body).not.toHaveProperty('crossReferencesNext')
  })

  it('beyond the hundredth are found from an address by id and without a locale too', async () => {
    const { id } = (await get('/v1/communities/scholar').expect(200)).body
    const { body } = await get(`/v1/communities/${id}`).expect(200)
    expect((await get(body.crossReferencesNext).expect(200)).body.data).toHaveLength(4)
  })
})

describe('the edges of the graph', () => {
  it('stand once in their canonical direction with what each side says', async () => {
    expect(await edges('from=child&relation=derived_from')).toMatchObject([
      {
        relation: 'derived_from',
        from: { slug: 'child' },
        to: { slug: 'parent' },
        assertions: [{ community: 'child', section: 'overview', quote: 'Born.', note: 'So.' }],
      },
    ])
    expect(await edges('from=parent&relation=derived_from')).toEqual([])
  })

  it('are found from either end where the relation is symmetric', async () => {
    for (const query of ['from=child', 'to=child', 'from=parent', 'to=parent']) {
      expect(relationsOf(await edges(`${query}&relation=overlaps_with`)), query).toEqual([
        'overlaps_with',
      ])
    }
    expect(relationsOf(await edges('from=child&to=parent'))).toEqual([
      'derived_from',
      'overlaps_with',
    ])
  })

  it('are paged and counted', async () => {
    const path = '/v1/cross-references?relation=source&total=true&limit=100'
    const first = await get(path).expect(200)
    expect(first.body.page.total).toBe(103)
    const second = await get(`${path}&cursor=${first.body.page.next}`).expect(200)
    const ids = [...first.body.data, ...second.body.data].map(({ id }) => id)
    expect(new Set(ids).size).toBe(103)
  })

  it('are refused for communities that there are none of and relations that are not canonical', async () => {
    const { body } = await get('/v1/cross-references?from=never&to=nobody').expect(400)
    expect(body.errors).toMatchObject([{ parameter: 'from' }, { parameter: 'to' }])
    await get('/v1/cross-references?relation=gave_rise_to').expect(400)
  })
})
