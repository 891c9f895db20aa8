import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/atlas/limits.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, save } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let contributor: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  contributor = api(running.app, await keyFor(running.database, 'contributor'))
})
afterAll(() => running.close())

const chapters = [
  { slug: 'overview', kind: 'overview', heading: 'Overview', body: 'What it is.' },
  { slug: 'history', kind: 'history', heading: 'History', body: 'How it came.' },
  { slug: 'cuisine', kind: 'cuisine', heading: 'Cuisine', body: 'What is eaten.' },
] as const

/** Stores a community with three sections and answers its address. */
async function community(title: string): Promise<string> {
  const content = contentOf({ title, sections: [...chapters] })
  await save(running.database, content)
  return `/v1/editorial/communities/${content.slug}`
}

const tagOf = async (path: string): Promise<string> =>
  (await contributor.get(path).expect(200)).headers.etag ?? ''

const slugsIn = async (path: string): Promise<string[]> =>
  (await contributor.get(`${path}/sections`).expect(200)).body.data.map(
    ({ slug }: { slug: string }) => slug,
  )

async function trash(path: string): Promise<void> {
  const slug = path.split('/').at(-1) ?? ''
  await running.database.prisma.draft.update({ where: { slug }, data: { trashedAt: new Date() } })
}

const oversized = { kind: 'beliefs_values', body: 'x'.repeat(limits.documentBytes) }

describe('reading sections', () => {
  it('lists all of them in order under the ETag of the community', async () => {
    const path = await community('Listed')
    const { headers, body } = await contributor.get(`${path}/sections`).expect(200)
    expect(body.data).toMatchObject(chapters)
    expect(body.page.next).toBeNull()
    expect(headers.etag).toBe(await tagOf(path))
    expect(headers['cache-control']).toBe('private, no-store')
  })

  it('answers one by slug or id and shows nothing of the rest of the document', async () => {
    const path = await community('Single')
    const { headers, body } = await contributor.get(`${path}/sections/history`).expect(200)
    expect(Object.keys(body).sort()).toEqual(
      [
        'body',
        'community',
        'heading',
        'id',
        'images',
        'kind',
        'slug',
        'translations',
        'type',
      ].sort(),
    )
    expect(Object.keys(body.community).sort()).toEqual(['id', 'type'])
    const byId = await contributor.get(`${path}/sections/${body.id.toUpperCase()}`).expect(200)
    expect(byId.headers.etag).toBe(headers.etag)
    expect(byId.body).toEqual(body)
    await contributor.get(`${path}/sections/cuisines`).expect(404)
    await contributor.get(`${path}/sections/order`).expect(404)
    await contributor.get('/v1/editorial/communities/nobody/sections').expect(404)
  })

  it('shows sections in the trash, which cannot be changed', async () => {
    const path = await community('Thrown away')
    await trash(path)
    await contributor.get(`${path}/sections/history`).expect(200)
    await contributor.get(`${path}/sections`).expect(200)
  })
})

describe('creating a section', () => {
  it('puts it last, under the slug of its address', async () => {
    const path = await community('Growing')
    const { headers, body } = await contributor
      .put(`${path}/sections/dress`)
      .set('If-None-Match', '*')
      .set('X-Change-Message', 'Clothes were missing')
      .send({ kind: 'dress_appearance', body: 'Blue <br> and green.' })
      .expect(201)
    expect(headers.location).toBe(`${path}/sections/dress`)
    expect(body).toMatchObject({ slug: 'dress', heading: 'Dress Appearance', images: [] })
    expect(body.warnings).toMatchObject([{ pointer: '/body', code: 'sanitised' }])
    expect(await tagOf(headers.location ?? '')).toBe(headers.etag)
    expect(await slugsIn(path)).toEqual(['overview', 'history', 'cuisine', 'dress'])
    const revision = await running.database.prisma.revision.findFirstOrThrow({
      where: { draft: { slug: 'growing' } },
      orderBy: { number: 'desc' },
    })
    expect(revision).toMatchObject({ number: 2, message: 'Clothes were missing' })
  })

  it('answers 412 with the ETag where it is there, by slug or by id', async () => {
    const path = await community('Crowded')
    const { body: there } = await contributor.get(`${path}/sections/history`).expect(200)
    for (const reference of ['history', there.id]) {
      const { body } = await contributor
        .put(`${path}/sections/${reference}`)
        .set('If-None-Match', '*')
        .send({ kind: 'economy_work' })
        .expect(412)
      expect(body.type).toBe('/problems/already-exists')
    }
  })

  it('names every fault at its place in the section', async () => {
    const path = await community('Faulty')
    const { body } = await contributor
      .put(`${path}/sections/past`)
      .set('If-None-Match', '*')
      .send({
        slug: 'other-past',
        kind: 'history',
        translations: { es: { heading: 'H', body: '' } },
      })
      .expect(422)
    expect(body.errors).toMatchObject([
      { pointer: '/slug', code: 'other-slug' },
      { pointer: '/kind', code: 'duplicate' },
      { pointer: '/translations/es', code: 'untitled-locale' },
    ])
    const reserved = await contributor
      .put(`${path}/sections/Not%20a%20slug`)
      .set('If-None-Match', '*')
      .send({ kind: 'economy_work' })
      .expect(422)
    expect(reserved.body.errors).toMatchObject([{ pointer: '/slug' }])
  })

  it('lets one of two with the same address through', async () => {
    const path = await community('Raced')
    const answers = await Promise.all(
      ['One.', 'Two.'].map((body) =>
        contributor
          .put(`${path}/sections/beliefs`)
          .set('If-None-Match', '*')
          .send({ kind: 'beliefs_values', body }),
      ),
    )
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 412])
  })
})

describe('replacing a section', () => {
  it('keeps id, place and slug, and gives the defaults to what is absent', async () => {
    const path = await community('Replaced')
    const address = `${path}/sections/history`
    const { headers, body: before } = await contributor.get(address).expect(200)
    const { body } = await contributor
      .put(address)
      .set('If-Match', headers.etag ?? '')
      .send({ kind: 'history' })
      .expect(200)
    expect(body).toMatchObject({ id: before.id, slug: 'history', body: '', warnings: [] })
    expect(await slugsIn(path)).toEqual(['overview', 'history', 'cuisine'])
  })

  it('takes another slug from the body; cross-references go on naming the section', async () => {
    const content = contentOf({
      title: 'Renamed part',
      sections: [...chapters],
      crossReferences: [
        { relation: 'see_also', target: { community: 'elsewhere' }, section: 'history' },
      ],
    })
    await save(running.database, content)
    const path = '/v1/editorial/communities/renamed-part'
    const etag = await tagOf(`${path}/sections/history`)
    const { body } = await contributor
      .put(`${path}/sections/history`)
      .set('If-Match', etag)
      .send({ slug: 'past', kind: 'history' })
      .expect(200)
    expect(body.slug).toBe('past')
    await contributor.get(`${path}/sections/history`).expect(404)
    const { body: whole } = await contributor.get(path).expect(200)
    expect(whole.crossReferences[0].section).toBe('past')
  })

  it('refuses what is missing, stale, absent or in the trash', async () => {
    const path = await community('Put off')
    const address = `${path}/sections/history`
    const send = (to: string, tag: string) =>
      contributor.put(to).set('If-Match', tag).send({ kind: 'history' })
    await contributor.put(address).send({ kind: 'history' }).expect(428)
    const stale = await send(address, '"x"').expect(412)
    expect(stale.headers.etag).toBe(await tagOf(address))
    await send(`${path}/sections/none`, '*').expect(404)
    await contributor.put(address).set('If-Match', '*').send(oversized).expect(413)
    await contributor.put(address).set('If-Match', '*').type('text/plain').send('x').expect(415)
    await contributor.put(address).set('If-None-Match', '"x"').send({ kind: 'history' }).expect(400)
    await trash(path)
    await send(address, '*').expect(409)
  })
})

describe('changing a section', () => {
  it('tells absent, value and null apart', async () => {
    const path = await community('Three states of a part')
    const address = `${path}/sections/history`
    const image = { url: 'https://example.org/a.png', alt: 'A' }
    const first = await contributor
      .patch(address)
      .set('If-Match', await tagOf(address))
      .send({ heading: 'Beginnings', images: [image] })
      .expect(200)
    expect(first.body).toMatchObject({ heading: 'Beginnings', body: 'How it came.' })
    expect(first.body.images).toHaveLength(1)
    const second = await contributor
      .patch(address)
      .set('If-Match', first.headers.etag ?? '')
      .send({ heading: null, images: null })
      .expect(200)
    expect(second.body).toMatchObject({ heading: 'History', images: [], body: 'How it came.' })
  })

  it('changes nothing where nothing is different', async () => {
    const path = await community('Still')
    const address = `${path}/sections/history`
    const etag = await tagOf(address)
    const { headers } = await contributor
      .patch(address)
      .set('If-Match', etag)
      .send({ body: 'How it came.' })
      .expect(200)
    expect(headers.etag).toBe(etag)
    const { body } = await contributor.get(path).expect(200)
    expect(body.revision).toBe(1)
  })

  it('points at faults inside the section', async () => {
    const path = await community('Pointed')
    const { body } = await contributor
      .patch(`${path}/sections/history`)
      .set('If-Match', '*')
      .send({ slug: 'order', heading: ' x', colour: 'red' })
      .expect(422)
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/colour',
      '/heading',
      '/slug',
    ])
  })

  it('refuses what is missing, stale, absent or in the trash', async () => {
    const path = await community('Patched badly')
    const address = `${path}/sections/history`
    await contributor.patch(address).send({ body: 'x' }).expect(428)
    await contributor.patch(address).set('If-Match', '"x"').send({ body: 'x' }).expect(412)
    const none = contributor.patch(`${path}/sections/none`).set('If-Match', '*')
    await none.send({ body: 'x' }).expect(404)
    await contributor.patch(address).set('If-Match', '*').send(oversized).expect(413)
    const plain = contributor.patch(address).set('If-Match', '*').type('application/json')
    await plain.send({ body: 'x' }).expect(415)
    await trash(path)
    await contributor.patch(address).set('If-Match', '*').send({ body: 'x' }).expect(409)
  })
})

describe('taking a section away', () => {
  it('answers what it was and leaves the others', async () => {
    const path = await community('Shrinking')
    const address = `${path}/sections/history`
    const { body } = await contributor
      .delete(address)
      .set('If-Match', await tagOf(address))
      .expect(200)
    expect(body).toMatchObject(chapters[1])
    expect(await slugsIn(path)).toEqual(['overview', 'cuisine'])
    await contributor.delete(address).set('If-Match', '*').expect(404)
  })

  it('is refused while cross-references name it, each with a pointer', async () => {
    const content = contentOf({
      title: 'Borne out',
      sections: [...chapters],
      crossReferences: [
        { relation: 'see_also', target: { community: 'elsewhere' } },
        { relation: 'related_to', target: { community: 'elsewhere' }, section: 'history' },
      ],
    })
    await save(running.database, content)
    const address = '/v1/editorial/communities/borne-out/sections/history'
    const { body } = await contributor.delete(address).set('If-Match', '*').expect(422)
    expect(body.errors).toMatchObject([
      { pointer: '/crossReferences/1/section', code: 'section-in-use' },
    ])
    expect(body.errors[0].detail).toContain(content.crossReferences[1]?.id)
    await contributor.get(address).expect(200)
  })

  it('refuses what is missing, stale or in the trash', async () => {
    const path = await community('Kept')
    const address = `${path}/sections/history`
    await contributor.delete(address).expect(428)
    await contributor.delete(address).set('If-Match', '"x"').expect(412)
    await trash(path)
    await contributor.delete(address).set('If-Match', '*').expect(409)
  })
})

describe('reordering sections', () => {
  it('takes ids and slugs and leaves the ETags of the sections as they were', async () => {
    const path = await community('Shuffled')
    const { body: cuisine } = await contributor.get(`${path}/sections/cuisine`).expect(200)
    const before = await tagOf(`${path}/sections/history`)
    const { headers, body } = await contributor
      .put(`${path}/sections/order`)
      .set('If-Match', await tagOf(`${path}/sections`))
      .send({ sections: [cuisine.id, 'overview', 'history'] })
      .expect(200)
    expect(body.data.map(({ slug }: { slug: string }) => slug)).toEqual([
      'cuisine',
      'overview',
      'history',
    ])
    expect(headers.etag).toBe(await tagOf(path))
    expect(await tagOf(`${path}/sections/history`)).toBe(before)
  })

  it('names all that is unknown, there twice or missing at once', async () => {
    const path = await community('Disordered')
    const { body } = await contributor
      .put(`${path}/sections/order`)
      .set('If-Match', '*')
      .send({ sections: ['history', 'nowhere', 'history'] })
      .expect(422)
    expect(body.errors).toMatchObject([
      { pointer: '/sections/1', code: 'unknown-section' },
      { pointer: '/sections/2', code: 'duplicate' },
      { pointer: '/sections', code: 'missing-section' },
      { pointer: '/sections', code: 'missing-section' },
    ])
  })

  it('refuses what is missing, stale, absent or in the trash', async () => {
    const path = await community('Order refused')
    const address = `${path}/sections/order`
    const order = { sections: ['overview', 'history', 'cuisine'] }
    await contributor.put(address).send(order).expect(428)
    const stale = await contributor.put(address).set('If-Match', '"9"').send(order).expect(412)
    expect(stale.headers.etag).toBe(await tagOf(path))
    const nobody = contributor.put('/v1/editorial/communities/nobody/sections/order')
    await nobody.set('If-Match', '*').send(order).expect(404)
    await contributor.put(address).set('If-Match', '*').send(oversized).expect(413)
    await contributor.put(address).set('If-Match', '*').type('text/plain').send('x').expect(415)
    await trash(path)
    await contributor.put(address).set('If-Match', '*').send(order).expect(409)
  })
})

describe('many editors of one community', () => {
  it('do not get in each other’s way on different sections', async () => {
    const path = await community('Shared')
    const read = await Promise.all(
      chapters.map(async ({ slug }) => [slug, await tagOf(`${path}/sections/${slug}`)] as const),
    )
    const answers = await Promise.all(
      read.map(([slug, etag]) =>
        contributor
          .patch(`${path}/sections/${slug}`)
          .set('If-Match', etag)
          .send({ body: `New words on ${slug}.` }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    const { body } = await contributor.get(path).expect(200)
    expect(body.revision).toBe(4)
    for (const section of body.sections) expect(section.body).toBe(`New words on ${section.slug}.`)
  })

  it('let one of 20 with the same ETag of a section through, and tell the others the current one', async () => {
    const address = `${await community('Twenty hands')}/sections/history`
    const etag = await tagOf(address)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        contributor
          .patch(address)
          .set('If-Match', etag)
          .send({ body: `Writer ${n}.` }),
      ),
    )
    const won = answers.filter(({ status }) => status === 200)
    const lost = answers.filter(({ status }) => status === 412)
    expect([won.length, lost.length]).toEqual([1, 19])
    const current = await tagOf(address)
    expect(won[0]?.headers.etag).toBe(current)
    for (const { headers } of lost) expect(headers.etag).toBe(current)
  })
})

describe('who may', () => {
  it('hides sections from readers and from keys limited to other places', async () => {
    const path = await community('Out of reach')
    const reader = api(running.app, await keyFor(running.database, 'reader'))
    const elsewhere = api(
      running.app,
      await keyFor(running.database, 'editor', { regions: ['france'] }),
    )
    for (const stranger of [reader, elsewhere]) {
      await stranger.get(`${path}/sections`).expect(404)
      await stranger.get(`${path}/sections/history`).expect(404)
      const send = { body: 'x' }
      await stranger.patch(`${path}/sections/history`).set('If-Match', '*').send(send).expect(404)
    }
  })
})
