import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, publish, save, savePublished } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let editor: ReturnType<typeof api>
const canary = 'Zacharias Canary'

beforeAll(async () => {
  running = await startApp()
  editor = api(running.app, await keyFor(running.database, 'editor', { name: canary }))
})
afterAll(() => running.close())

const base = '/v1/editorial/regions'
const get = (path: string) => api(running.app).get(path)
const slugs = (rows: { slug: string }[]) => rows.map(({ slug }) => slug)

const create = async (body: object) => (await editor.post(base).send(body).expect(201)).body
const patch = (region: string, body: object, ifMatch = '*') =>
  editor.patch(`${base}/${region}`).set('If-Match', ifMatch).send(body)

const placed = (title: string, region: string) =>
  savePublished(running.database, contentOf({ title, regions: [{ region, role: 'primary' }] }))

const counts = async (region: string) =>
  (await get(`/v1/regions/${region}`).expect(200)).body.communityCounts

describe('reading regions as an editor', () => {
  it('shows what the reference data says as revision 0', async () => {
    const { body, headers } = await editor.get(`${base}/JP`).expect(200)
    expect(headers.etag).toBe('"0"')
    expect(body).toMatchObject({
      type: 'region',
      slug: 'japan',
      kind: 'country',
      parent: 'eastern-asia',
      isoAlpha2: 'JP',
      m49: '392',
      revision: 0,
      updatedAt: null,
      updatedBy: null,
    })
    expect(body.names).toMatchObject({ en: 'Japan', ja: '日本' })
    const { data } = (await editor.get(`${base}/JP/revisions`).expect(200)).body
    expect(data).toEqual([])
  })

  it('lists them filtered and page by page', async () => {
    const first = await editor.get(`${base}?parent=030&limit=2&total=true`).expect(200)
    expect(slugs(first.body.data)).toEqual(['china', 'hong-kong-sar-china'])
    expect(first.body.page.total).toBe(8)
    const { next } = first.body.page
    const second = await editor.get(`${base}?parent=030&limit=2&cursor=${next}`).expect(200)
    expect(slugs(second.body.data)).toEqual(['japan', 'macao-sar-china'])
    const found = async (query: string) =>
      slugs((await editor.get(`${base}?${query}`).expect(200)).body.data)
    expect(await found('q=日本')).toEqual(['japan'])
    expect(await found('q=jpn')).toEqual(['japan'])
    expect(await found('kind=online,global&total=true')).toEqual(['global', 'online'])
    const { body } = await editor.get(`${base}?parent=japn`).expect(400)
    expect(body.errors).toMatchObject([{ parameter: 'parent', code: 'unknown-region' }])
  })

  it('knows none that there never was', async () => {
    await editor.get(`${base}/nowhere`).expect(404)
    await editor.get(`${base}/nowhere/revisions`).expect(404)
    await editor.get(`${base}/JP/revisions/1`).expect(404)
  })

  it('is for contributors, and writing for editors with a key without limits', async () => {
    const contributor = api(running.app, await keyFor(running.database, 'contributor'))
    await contributor.get(`${base}/JP`).expect(200)
    await contributor.post(base).send({}).expect(403)
    const limited = await keyFor(running.database, 'editor', { regions: ['JP'], name: 'local' })
    const local = api(running.app, limited)
    const kyoto = { kind: 'city', names: { en: 'Little Kyoto' }, parent: 'JP' }
    await local.get(`${base}/JP`).expect(200)
    await local.post(base).send(kyoto).expect(403)
    await local.patch(`${base}/JP`).set('If-Match', '*').send({ m49: null }).expect(403)
    await local.delete(`${base}/JP`).set('If-Match', '*').expect(403)
    const refusals = { where: { actor: 'local', outcome: 'refused', problem: 'forbidden' } }
    expect(await running.database.prisma.auditEntry.count(refusals)).toBe(3)
  })
})

describe('creating a region', () => {
  it('shows it to the public at once, below its parent', async () => {
    const { body, headers } = await editor
      .post(base)
      .send({
        kind: 'city',
        names: { en: 'Nagoya', ja: '名古屋市' },
        parent: 'JP',
        point: { latitude: 35.18, longitude: 136.9 },
        wikidataId: 'Q11751',
        changeMessage: 'Was missing',
      })
      .expect(201)
    expect(headers).toMatchObject({ etag: '"1"', location: `${base}/nagoya` })
    expect(body).toMatchObject({ slug: 'nagoya', parent: 'japan', revision: 1, updatedBy: canary })
    const shown = (await get('/v1/regions/nagoya?locale=ja').expect(200)).body
    expect(shown).toMatchObject({ id: body.id, name: '名古屋市', wikidataId: 'Q11751' })
    expect(slugs(shown.ancestors)).toEqual(['world', 'asia', 'eastern-asia', 'japan'])
    expect(slugs((await get('/v1/regions/JP').expect(200)).body.children)).toContain('nagoya')
    const { data } = (await editor.get(`${base}/nagoya/revisions`).expect(200)).body
    expect(data).toMatchObject([{ number: 1, author: canary, message: 'Was missing' }])
    expect(data[0].changedPaths).toContain('/names/ja')
  })

  it('names every fault at once', async () => {
    const { body } = await editor
      .post(base)
      .send({
        kind: 'town',
        names: { ja: '町', en_US: 'Town' },
        isoAlpha2: 'jp',
        m49: '39',
        wikidataId: '11751',
        point: { latitude: 91, longitude: 181 },
        colour: 'red',
      })
      .expect(422)
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer)
    expect(pointers.sort()).toEqual([
      '/colour',
      '/isoAlpha2',
      '/kind',
      '/m49',
      '/names/en',
      '/names/en_US',
      '/point/latitude',
      '/point/longitude',
      '/wikidataId',
    ])
  })

  it.each([
    [{ kind: 'city' }, '/parent', 'required'],
    [{ kind: 'city', parent: 'nowhere' }, '/parent', 'unknown-region'],
    [{ kind: 'country', parent: 'hokkaido' }, '/parent', 'unfit-parent'],
    [{ kind: 'city', parent: 'sapporo' }, '/parent', 'unfit-parent'],
    [{ kind: 'city', parent: 'online' }, '/parent', 'unfit-parent'],
    [{ kind: 'online', parent: 'world' }, '/parent', 'unfit-parent'],
    [{ kind: 'world' }, '/kind', 'second-world'],
  ])('keeps the tree a tree: refuses %j', async (place, pointer, code) => {
    const body = { names: { en: 'Misplaced' }, ...place }
    const refused = await editor.post(base).send(body).expect(422)
    expect(refused.body.errors).toMatchObject([{ pointer, code }])
    await get('/v1/regions/misplaced').expect(404)
  })

  it('refuses slugs and codes of other regions, all at once', async () => {
    const { body } = await editor
      .post(base)
      .send({ kind: 'country', names: { en: 'Peru' }, parent: 'asia', isoAlpha2: 'JP', m49: '604' })
      .expect(409)
    expect(body.type).toBe('/problems/slug-taken')
    expect(body.errors).toMatchObject([
      { pointer: '/slug', code: 'slug-taken' },
      { pointer: '/isoAlpha2', code: 'code-taken' },
      { pointer: '/m49', code: 'code-taken' },
    ])
    const veiled = { kind: 'city', names: { en: 'JPN' }, parent: 'JP' }
    await editor.post(base).send(veiled).expect(409)
    const codes = { kind: 'city', names: { en: 'Codeless' }, parent: 'JP', isoAlpha3: 'GOA' }
    const taken = await editor.post(base).send(codes).expect(409)
    expect(taken.body.type).toBe('/problems/code-taken')
  })
})

describe('changing a region', () => {
  it('demands the ETag that was read, and answers 412 with the current one', async () => {
    await editor.patch(`${base}/FR`).send({ wikidataId: 'Q142' }).expect(428)
    const { headers } = await patch('FR', { wikidataId: 'Q142' }, '"5"').expect(412)
    expect(headers.etag).toBe('"0"')
    await patch('nowhere', { wikidataId: 'Q142' }).expect(404)
  })

  it('lets one of two with the same ETag through', async () => {
    const tries = [{ 'de-AT': 'Schwyz' }, { 'de-CH': 'Schwiiz' }].map((names) =>
      patch('CH', { names }, '"0"'),
    )
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(statuses).toEqual(expect.arrayContaining([200, 412]))
    const { body } = await editor.get(`${base}/CH`).expect(200)
    expect(body.revision).toBe(1)
  })

  it('merges names and point, and takes away what is null', async () => {
    await create({
      kind: 'city',
      names: { en: 'Merged', fr: 'Fondue', de: 'Vereint' },
      parent: 'FR',
      point: { latitude: 1, longitude: 2 },
      isoAlpha3: 'XQQ',
    })
    const one = { names: { fr: null, es: 'Unida' }, point: { latitude: 3 }, isoAlpha3: null }
    const { body } = await patch('merged', one).expect(200)
    expect(body).toMatchObject({
      names: { en: 'Merged', de: 'Vereint', es: 'Unida' },
      point: { latitude: 3, longitude: 2 },
      isoAlpha3: null,
    })
    expect(Object.keys(body.names).sort()).toEqual(['de', 'en', 'es'])
    const { data } = (await editor.get(`${base}/merged/revisions?limit=1`).expect(200)).body
    expect(data[0].changedPaths.sort()).toEqual(['/isoAlpha3', '/names/es', '/names/fr', '/point'])
    const first = await editor.get(`${base}/merged/revisions/1`).expect(200)
    expect(first.body.content).toMatchObject({ names: { fr: 'Fondue' }, isoAlpha3: 'XQQ' })

    const same = await patch('merged', { names: { es: 'Unida' } }).expect(200)
    expect(same.headers.etag).toBe('"2"')
    const { body: refused } = await patch('merged', { names: { en: null } }).expect(422)
    expect(refused.errors).toMatchObject([{ pointer: '/names/en', code: 'required' }])
    const { body: half } = await patch('sapporo', {
      point: { latitude: null },
      colour: 'red',
    }).expect(422)
    expect(half.errors).toHaveLength(2)
  })

  it('keeps leading from the old slug to the new one, and lets nobody else have it', async () => {
    await create({ kind: 'city', names: { en: 'Constantinople' }, parent: 'TR' })
    await placed('Bazaar', 'constantinople')
    await create({ kind: 'city', names: { en: 'Elsewhere' }, parent: 'TR' })
    const renamed = { slug: 'tsarigrad', names: { en: 'Tsarigrad' } }
    await patch('constantinople', renamed).expect(200)
    const { headers } = await get('/v1/regions/constantinople').expect(308)
    expect(headers.location).toBe('/v1/regions/tsarigrad')
    await get('/v1/regions/constantinople/communities').expect(308)
    const { body } = await get('/v1/communities/bazaar').expect(200)
    expect(body.regions).toMatchObject([{ slug: 'tsarigrad', name: 'Tsarigrad' }])
    const taken = await patch('elsewhere', { slug: 'constantinople' }).expect(409)
    expect(taken.body.type).toBe('/problems/slug-taken')
    const listed = await get('/v1/communities?region=constantinople').expect(200)
    expect(slugs(listed.body.data)).toEqual(['bazaar'])

    await patch('constantinople', { slug: 'constantinople' }).expect(200)
    await get('/v1/regions/constantinople').expect(200)
    await get('/v1/regions/tsarigrad').expect(308)
  })

  it('still means the region where a draft names it by its old slug', async () => {
    await create({ kind: 'city', names: { en: 'Leningrad' }, parent: 'RU' })
    const regions = [{ region: 'leningrad', role: 'primary' as const }]
    await save(running.database, contentOf({ title: 'By old name', regions }))
    await patch('leningrad', { slug: 'petrograd' }).expect(200)
    const { body } = await editor
      .patch('/v1/editorial/communities/by-old-name')
      .set('If-Match', '*')
      .send({ tagline: 'Renamed since.' })
      .expect(200)
    expect(body.regions).toEqual(regions)
    const unchanged = await editor
      .patch('/v1/editorial/communities/by-old-name')
      .set('If-Match', '*')
      .send({ tagline: 'Renamed since.' })
      .expect(200)
    expect(unchanged.body.revision).toBe(body.revision)
    await publish(running.database, 'by-old-name')
    const published = await get('/v1/communities/by-old-name').expect(200)
    expect(published.body.regions).toMatchObject([{ slug: 'petrograd' }])
  })

  it('moves all that lies in it: counts, ancestors and lists of communities follow', async () => {
    const east = { kind: 'subregion', names: { en: 'East of it' }, parent: 'oceania' }
    const west = { kind: 'subregion', names: { en: 'West of it' }, parent: 'europe' }
    await create(east)
    await create(west)
    await create({ kind: 'country', names: { en: 'Floating Land' }, parent: 'east-of-it' })
    await create({ kind: 'city', names: { en: 'Floating City' }, parent: 'floating-land' })
    await placed('On the float', 'floating-land')
    await placed('In its city', 'floating-city')
    const europe = await counts('europe')
    const oceania = await counts('oceania')
    expect(await counts('east-of-it')).toEqual({ own: 0, withDescendants: 2 })

    const before = await get('/v1/regions/europe').expect(200)
    await patch('floating-land', { parent: 'west-of-it' }).expect(200)

    expect(await counts('floating-land')).toEqual({ own: 1, withDescendants: 2 })
    expect(await counts('east-of-it')).toEqual({ own: 0, withDescendants: 0 })
    expect(await counts('west-of-it')).toEqual({ own: 0, withDescendants: 2 })
    expect((await counts('europe')).withDescendants).toBe(europe.withDescendants + 2)
    expect((await counts('oceania')).withDescendants).toBe(oceania.withDescendants - 2)
    const city = (await get('/v1/regions/floating-city').expect(200)).body
    const path = ['world', 'europe', 'west-of-it', 'floating-land']
    expect(slugs(city.ancestors)).toEqual(path)
    const members = async (region: string) =>
      slugs((await get(`/v1/regions/${region}/communities`).expect(200)).body.data)
    expect(await members('east-of-it')).toEqual([])
    expect(await members('west-of-it')).toEqual(['in-its-city', 'on-the-float'])
    const after = await get('/v1/regions/europe').expect(200)
    expect(Date.parse(after.headers['last-modified'] ?? '')).toBeGreaterThanOrEqual(
      Date.parse(before.headers['last-modified'] ?? ''),
    )
    expect(after.headers.etag).not.toBe(before.headers.etag)
  })

  it('never lets a region lie in itself, nor be narrower than what lies in it', async () => {
    const cycle = await patch('JP', { parent: 'sapporo' }).expect(409)
    expect(cycle.body.type).toBe('/problems/region-cycle')
    const { body } = await patch('hokkaido', { kind: 'city' }).expect(422)
    expect(body.errors).toMatchObject([{ pointer: '/kind', code: 'unfit-kind' }])
    await create({ kind: 'city', names: { en: 'Settled' }, parent: 'JP' })
    await placed('Settlers', 'settled')
    const scope = await patch('settled', { kind: 'online', parent: null }).expect(422)
    expect(scope.body.errors).toMatchObject([{ pointer: '/kind', code: 'in-use' }])
  })

  it('tells the feed, with tags of all that shows it, and dates its communities', async () => {
    await create({ kind: 'city', names: { en: 'Observed' }, parent: 'JP' })
    const communityId = await placed('Observers', 'observed')
    const { prisma } = running.database
    const last = await prisma.change.findFirstOrThrow({ orderBy: { seq: 'desc' } })
    const before = await prisma.community.findUniqueOrThrow({ where: { id: communityId } })
    const { body } = await patch('observed', { slug: 'beheld', names: { en: 'Beheld' } }).expect(
      200,
    )
    const changes = await prisma.change.findMany({
      where: { seq: { gt: last.seq } },
      orderBy: { seq: 'asc' },
    })
    expect(changes).toMatchObject([
      { op: 'renamed', type: 'region', id: body.id, slug: 'beheld', kind: 'city', revision: 2 },
      { op: 'updated', type: 'community', id: communityId, slug: 'observers', revision: 1 },
    ])
    const japan = await prisma.region.findUniqueOrThrow({ where: { slug: 'japan' } })
    expect(changes[0]?.regionIds).toContain(japan.id)
    expect(changes[0]?.tags).toEqual(
      expect.arrayContaining([
        `r-${body.id.slice(-12)}`,
        `n-${body.id.slice(-12)}`,
        `r-${japan.id.slice(-12)}`,
        `c-${communityId.slice(-12)}`,
        'regions',
        'communities',
      ]),
    )
    const after = await prisma.community.findUniqueOrThrow({ where: { id: communityId } })
    expect(after.modifiedAt > before.modifiedAt).toBe(true)
    expect(after.updatedAt).toEqual(before.updatedAt)

    const count = () => prisma.change.count({ where: { seq: { gt: last.seq } } })
    // JSON-LD shows what identifies a region, nothing of a profile shows what lies above it.
    await patch('beheld', { wikidataId: 'Q1' }).expect(200)
    expect(await count()).toBe(4)
    await patch('beheld', { parent: 'FR' }).expect(200)
    expect(await count()).toBe(5)
  })

  it('leaves one audit row for each change and no name in public', async () => {
    const { id } = await create({ kind: 'city', names: { en: 'Audited' }, parent: 'JP' })
    await patch('audited', { names: { en: 'Audited twice' } }).expect(200)
    await editor.delete(`${base}/audited`).set('If-Match', '"2"').expect(200)
    const rows = await running.database.prisma.auditEntry.findMany({
      where: { targetId: id },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
    })
    expect(rows.map(({ action, actor }) => [action, actor])).toEqual([
      ['region.created', canary],
      ['region.updated', canary],
      ['region.deleted', canary],
    ])
    for (const path of ['/v1/regions/nagoya', '/v1/regions?limit=100', '/v1/regions/audited']) {
      expect((await get(path)).text).not.toContain(canary)
    }
    const { rowCount } = await running.database.pool.query(
      'SELECT 1 FROM published.change c WHERE strpos(c::text, $1) > 0',
      [canary],
    )
    expect(rowCount).toBe(0)
  })
})

describe('deleting a region', () => {
  it('is refused while anything names it, and lists what does', async () => {
    await create({ kind: 'subdivision', names: { en: 'Needed' }, parent: 'JP' })
    await create({ kind: 'city', names: { en: 'Needed City' }, parent: 'needed' })
    await placed('Public user', 'needed')
    await save(
      running.database,
      contentOf({ title: 'Draft user', regions: [{ region: 'needed', role: 'present' }] }),
    )
    await editor.delete(`${base}/needed`).expect(428)
    await editor.delete(`${base}/needed`).set('If-Match', '"9"').expect(412)
    const { body } = await editor.delete(`${base}/needed`).set('If-Match', '"1"').expect(409)
    expect(body.type).toBe('/problems/still-referenced')
    expect(body.errors).toMatchObject([
      { code: 'child-region', detail: expect.stringContaining('needed-city') },
      { code: 'community', detail: expect.stringContaining('draft-user') },
      { code: 'community', detail: expect.stringContaining('public-user') },
    ])
    await get('/v1/regions/needed').expect(200)
    await editor.delete(`${base}/nowhere`).set('If-Match', '*').expect(404)
  })

  it('leaves a 410 at all its addresses, its history, and its codes to others', async () => {
    const made = { kind: 'city', names: { en: 'Atlantis' }, parent: 'GR', isoAlpha3: 'XAT' }
    const { id } = await create(made)
    await patch('atlantis', { slug: 'sunken' }).expect(200)
    const { body } = await editor.delete(`${base}/sunken`).set('If-Match', '"2"').expect(200)
    expect(body).toMatchObject({ type: 'region', id, slug: 'sunken' })
    for (const reference of [id, 'atlantis', 'sunken']) {
      const { text } = await get(`/v1/regions/${reference}`).expect(410)
      expect(text).not.toContain('Atlantis')
      await get(`/v1/regions/${reference}/communities`).expect(410)
      await editor.get(`${base}/${reference}`).expect(410)
      const { data } = (await editor.get(`${base}/${reference}/revisions`).expect(200)).body
      expect(data).toHaveLength(2)
    }
    await editor.get(`${base}/sunken/revisions/1`).expect(200)
    await patch('sunken', { m49: null }).expect(410)
    await editor.delete(`${base}/sunken`).set('If-Match', '*').expect(410)
    await get('/v1/communities?region=sunken').expect(400)
    await get('/v1/regions?parent=sunken').expect(400)
    const again = await editor.post(base).send(made).expect(409)
    expect(again.body.errors).toMatchObject([{ pointer: '/slug', code: 'slug-taken' }])
    await create({ ...made, slug: 'new-atlantis' })
    const change = await running.database.prisma.change.findFirstOrThrow({
      where: { id, op: 'withdrawn' },
    })
    expect(change).toMatchObject({ type: 'region', slug: 'sunken', revision: 2 })
  })

  it('and naming it in a draft at the same moment never both succeed', async () => {
    for (let round = 0; round < 5; round++) {
      const slug = `contested-${round}`
      await create({ kind: 'city', names: { en: `Contested ${round}` }, parent: 'JP' })
      const regions = [{ region: slug, role: 'primary' }]
      const [deleted, drafted] = await Promise.all([
        editor.delete(`${base}/${slug}`).set('If-Match', '*'),
        editor.post('/v1/editorial/communities').send({ title: `User of ${slug}`, regions }),
      ])
      expect([
        [200, 422],
        [409, 201],
      ]).toContainEqual([deleted.status, drafted.status])
    }
  })
})
