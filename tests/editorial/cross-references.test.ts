import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/atlas/identity.ts'
import { limits } from '../../src/atlas/limits.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, publish, save, savePublished } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let contributor: ReturnType<typeof api>
let inJapan: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  contributor = api(running.app, await keyFor(running.database, 'contributor'))
  const limited = await keyFor(running.database, 'contributor', { regions: ['japan'] })
  inJapan = api(running.app, limited)
})
afterAll(() => running.close())

const pathOf = (slug: string) => `/v1/editorial/communities/${slug}/cross-references`

const french = [{ region: 'france', role: 'primary' as const }]

async function trash(slug: string): Promise<void> {
  await running.database.prisma.draft.update({ where: { slug }, data: { trashedAt: new Date() } })
}

const oversized = { note: 'x'.repeat(limits.documentBytes) }

describe('adding a cross-reference', () => {
  it('answers its address, its ETag and no warning where the target is public', async () => {
    await savePublished(running.database, contentOf({ title: 'Target' }))
    const id = await save(running.database, contentOf({ title: 'Asserter' }))
    const { headers, body } = await contributor
      .post(pathOf('asserter'))
      .send({ relation: 'influenced_by', target: { community: 'target' }, section: 'overview' })
      .expect(201)
    expect(headers.location).toBe(`${pathOf('asserter')}/${body.id}`)
    expect(body).toMatchObject({
      type: 'cross_reference',
      relation: 'influenced_by',
      quote: null,
      community: { type: 'community', id },
      warnings: [],
    })
    const read = await contributor.get(headers.location ?? '').expect(200)
    expect(read.headers.etag).toBe(headers.etag)
    const { warnings: _warnings, ...shown } = body
    expect(read.body).toEqual(shown)
  })

  it('lets targets wait and says so', async () => {
    await save(running.database, contentOf({ title: 'Waiting' }))
    await save(running.database, contentOf({ title: 'Still a draft' }))
    await savePublished(running.database, contentOf({ title: 'Public' }))
    const codeFor = async (target: object, relation = 'see_also') => {
      const { body } = await contributor
        .post(pathOf('waiting'))
        .send({ relation, target })
        .expect(201)
      return body.warnings.map(
        ({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`,
      )
    }
    expect(await codeFor({ community: 'never-heard-of' })).toEqual([
      '/target/community unknown-target',
    ])
    expect(await codeFor({ community: newId() })).toEqual(['/target/community unknown-target'])
    expect(await codeFor({ community: 'still-a-draft' })).toEqual([
      '/target/community unpublished-target',
    ])
    expect(await codeFor({ community: 'still-a-draft', section: 'overview' })).toEqual([
      '/target/section unpublished-target',
    ])
    expect(await codeFor({ community: 'public', section: 'overview' })).toEqual([])
    expect(await codeFor({ community: 'public', section: 'none' })).toEqual([
      '/target/section unknown-target',
    ])
    const { id } = await running.database.prisma.draft.findUniqueOrThrow({
      where: { slug: 'waiting' },
    })
    expect(await codeFor({ community: id })).toEqual(['/target/community self-reference'])
    expect(await codeFor({ url: 'https://example.org/' }, 'source')).toEqual([])
  })

  it('tells a limited key no more of drafts elsewhere than the public knows', async () => {
    await save(running.database, contentOf({ title: 'Within' }))
    await save(running.database, contentOf({ title: 'French draft', regions: french }))
    await savePublished(running.database, contentOf({ title: 'French public', regions: french }))
    // Published, then renamed in a draft that only its editors see.
    await save(
      running.database,
      contentOf({ title: 'French public', slug: 'secret-name', regions: french }),
      'french-public',
    )
    const warningsFor = async (community: string) => {
      const order = { relation: 'see_also', target: { community } }
      const { body } = await inJapan.post(pathOf('within')).send(order).expect(201)
      return body.warnings.map(({ code }: { code: string }) => code)
    }
    expect(await warningsFor('french-draft')).toEqual(['unknown-target'])
    expect(await warningsFor('secret-name')).toEqual(['unknown-target'])
    expect(await warningsFor('french-public')).toEqual([])
  })

  it('points at every fault inside the cross-reference', async () => {
    await save(running.database, contentOf({ title: 'Wrong' }))
    const { body } = await contributor
      .post(pathOf('wrong'))
      .send({ relation: 'source', target: { community: 'wrong' }, section: 'none' })
      .expect(422)
    expect(body.errors).toMatchObject([
      { pointer: '/target', code: 'unfit-target' },
      { pointer: '/target', code: 'self-reference' },
      { pointer: '/section', code: 'unknown-section' },
    ])
  })

  it('refuses bodies too long or of another kind, unknown communities and those in the trash', async () => {
    await save(running.database, contentOf({ title: 'Closed' }))
    const path = pathOf('closed')
    const order = { relation: 'see_also', target: { community: 'x' } }
    await contributor.post(path).send(oversized).expect(413)
    await contributor.post(path).type('text/plain').send('x').expect(415)
    await contributor.post(pathOf('nobody')).send(order).expect(404)
    await trash('closed')
    await contributor.post(path).send(order).expect(409)
  })

  it('is done once under one Idempotency-Key', async () => {
    await save(running.database, contentOf({ title: 'Once only' }))
    const send = () =>
      contributor
        .post(pathOf('once-only'))
        .set('Idempotency-Key', 'one')
        .send({ relation: 'see_also', target: { community: 'x' } })
        .expect(201)
    const [one, other] = [await send(), await send()]
    expect(other.body).toEqual(one.body)
  })
})

describe('changing and removing a cross-reference', () => {
  async function made(title: string) {
    const content = contentOf({
      title,
      crossReferences: [
        { relation: 'see_also', target: { community: 'x' }, quote: 'Some words.', note: 'N' },
        { relation: 'related_to', target: { community: 'y' } },
      ],
    })
    await save(running.database, content)
    const [first, second] = content.crossReferences.map(({ id }) => `${pathOf(content.slug)}/${id}`)
    return { slug: content.slug, first: first ?? '', second: second ?? '' }
  }

  it('tells absent, value and null apart and leaves the ETags of others', async () => {
    const { first, second } = await made('Patched')
    const { headers } = await contributor.get(first).expect(200)
    const other = await contributor.get(second).expect(200)
    const { body } = await contributor
      .patch(first)
      .set('If-Match', headers.etag ?? '')
      .send({ note: null, relation: 'related_to' })
      .expect(200)
    expect(body).toMatchObject({ relation: 'related_to', quote: 'Some words.', note: null })
    expect(body.warnings).toMatchObject([{ code: 'unknown-target' }])
    await contributor
      .patch(second)
      .set('If-Match', other.headers.etag ?? '')
      .send({ note: 'Mine.' })
      .expect(200)
    const stale = await contributor
      .patch(first)
      .set('If-Match', headers.etag ?? '')
      .send({ note: 'Late.' })
      .expect(412)
    expect(stale.headers.etag).toBe((await contributor.get(first).expect(200)).headers.etag)
  })

  it('goes away and is answered as it was', async () => {
    const { slug, first } = await made('Removed')
    const { headers } = await contributor.get(first).expect(200)
    const { body } = await contributor
      .delete(first)
      .set('If-Match', headers.etag ?? '')
      .expect(200)
    expect(body).toMatchObject({ relation: 'see_also', note: 'N' })
    await contributor.get(first).expect(404)
    const { body: list } = await contributor.get(pathOf(slug)).expect(200)
    expect(list.data).toHaveLength(1)
  })

  it('refuses what is missing, stale, absent or in the trash', async () => {
    const { slug, first } = await made('Guarded reference')
    const none = `${pathOf(slug)}/${newId()}`
    const patch = (path: string, tag: string) =>
      contributor.patch(path).set('If-Match', tag).send({ note: 'x' })
    await contributor.patch(first).send({ note: 'x' }).expect(428)
    await contributor.delete(first).expect(428)
    await contributor.delete(first).set('If-Match', '"x"').expect(412)
    await patch(none, '*').expect(404)
    await contributor.delete(none).set('If-Match', '*').expect(404)
    const { body } = await contributor
      .patch(first)
      .set('If-Match', '*')
      .send({ target: { community: 'y' }, relation: 'related_to', section: 'none' })
      .expect(422)
    expect(body.errors).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ pointer: '/section' })]),
    )
    await contributor.patch(first).set('If-Match', '*').send(oversized).expect(413)
    const plain = contributor.patch(first).set('If-Match', '*').type('application/json')
    await plain.send({ note: 'x' }).expect(415)
    await trash(slug)
    await patch(first, '*').expect(409)
    await contributor.delete(first).set('If-Match', '*').expect(409)
    await contributor.get(first).expect(200)
  })
})

interface Listed {
  id: string | null
  relation: string
  section: string | null
  linked: boolean
  inNewest: boolean
  inPublished: boolean
  community: { slug: string; status: string }
}

describe('listing cross-references', () => {
  it('pages through its own and filters by relation', async () => {
    const content = contentOf({
      title: 'Well connected',
      crossReferences: Array.from({ length: 5 }, (_, n) => ({
        relation: n % 2 === 0 ? ('see_also' as const) : ('related_to' as const),
        target: { community: `c-${n}` },
      })),
    })
    await save(running.database, content)
    const path = pathOf('well-connected')
    const first = await contributor.get(`${path}?limit=3&total=true`).expect(200)
    expect(first.body.page.total).toBe(5)
    const next = `${path}?limit=3&cursor=${first.body.page.next}`
    const second = await contributor.get(next).expect(200)
    const ids = [...first.body.data, ...second.body.data].map(({ id }: { id: string }) => id)
    expect(ids).toEqual(content.crossReferences.map(({ id }) => id).toSorted())
    const filtered = await contributor.get(`${path}?relation=related_to`).expect(200)
    expect(filtered.body.data).toHaveLength(2)
    await contributor.get(`${path}?relation=knows`).expect(400)
    await contributor.get(pathOf('nobody')).expect(404)
  })

  it('shows editors who refers or links to a community, drafts included', async () => {
    const hub = await save(running.database, contentOf({ title: 'Old hub', slug: 'old-hub' }))
    await save(running.database, contentOf({ title: 'Hub', slug: 'hub' }), 'old-hub')
    const referring = (title: string, target: string, extras = {}) =>
      contentOf({
        title,
        crossReferences: [{ relation: 'part_of', target: { community: target } }],
        ...extras,
      })
    await save(running.database, referring('By former slug', 'old-hub'))
    await save(running.database, referring('By id', hub))
    await save(running.database, referring('By another', 'hub-of-others'))
    await save(
      running.database,
      contentOf({
        title: 'By link',
        sections: [
          { body: 'See [[hub|the hub]], `[[hub]]`.' },
          { slug: 'history', kind: 'history', heading: 'H', body: 'Only [[hub-of-others]].' },
        ],
      }),
    )
    await savePublished(running.database, referring('No longer', 'old-hub'))
    await save(running.database, contentOf({ title: 'No longer' }))
    await savePublished(running.database, referring('Public now', 'hub'))
    await save(running.database, referring('Dropped', 'hub'))
    await trash('dropped')
    const path = `${pathOf('hub')}?direction=incoming`
    const { body } = await contributor.get(`${path}&total=true`).expect(200)
    const shown = body.data.map(
      ({ relation, community, linked, section, inNewest, inPublished }: Listed) =>
        [community.slug, community.status, relation, linked, section, inNewest, inPublished].join(
          ' ',
        ),
    )
    expect(shown).toEqual([
      'by-former-slug draft part_of false  true false',
      'by-id draft part_of false  true false',
      'by-link draft mentions true overview true false',
      'no-longer published part_of false  false true',
      'public-now published part_of false  true true',
    ])
    expect(body.page.total).toBe(5)
    expect(body.data[2].id).toBeNull()
    const links = await contributor.get(`${path}&relation=mentions`).expect(200)
    expect(links.body.data).toHaveLength(1)
  })

  it('pages through what others say without repeating or skipping', async () => {
    await save(running.database, contentOf({ title: 'Popular' }))
    const relations = ['see_also', 'related_to', 'influenced_by'] as const
    for (let n = 0; n < 30; n++) {
      const crossReferences = relations.map((relation) => {
        return { relation, target: { community: 'popular' } }
      })
      await save(running.database, contentOf({ title: `Fan ${n}`, crossReferences }))
    }
    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`
      const path = `${pathOf('popular')}?direction=incoming&limit=7${cursor}`
      const { body } = await contributor.get(path).expect(200)
      seen.push(...body.data.map(({ id }: Listed) => id))
      next = body.page.next
    }
    expect([seen.length, new Set(seen).size]).toEqual([90, 90])
  })

  it('names to a limited key only those within its reach', async () => {
    await save(running.database, contentOf({ title: 'Seen from afar' }))
    const crossReferences = [
      { relation: 'see_also' as const, target: { community: 'seen-from-afar' } },
    ]
    await save(running.database, contentOf({ title: 'Near', crossReferences }))
    await save(running.database, contentOf({ title: 'Far', crossReferences, regions: french }))
    await publish(running.database, 'far')
    const path = `${pathOf('seen-from-afar')}?direction=incoming`
    const { body } = await inJapan.get(path).expect(200)
    expect(body.data.map(({ community }: Listed) => community.slug)).toEqual(['near'])
  })
})

describe('who may', () => {
  it('hides cross-references from readers and from keys limited to other places', async () => {
    const content = contentOf({
      title: 'Hidden away',
      regions: french,
      crossReferences: [{ relation: 'see_also', target: { community: 'x' } }],
    })
    await save(running.database, content)
    const path = pathOf('hidden-away')
    const one = `${path}/${content.crossReferences[0]?.id}`
    const reader = api(running.app, await keyFor(running.database, 'reader'))
    for (const stranger of [reader, inJapan]) {
      await stranger.get(path).expect(404)
      await stranger.get(one).expect(404)
      await stranger.delete(one).set('If-Match', '*').expect(404)
      const order = { relation: 'see_also', target: { community: 'y' } }
      await stranger.post(path).send(order).expect(404)
    }
  })
})
