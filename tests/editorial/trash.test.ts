import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, save, savePublished } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let editor: ReturnType<typeof api>
let contributor: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  editor = api(running.app, await keyFor(running.database, 'editor'))
  contributor = api(running.app, await keyFor(running.database, 'contributor'))
})
afterAll(() => running.close())

const pathOf = (slug: string) => `/v1/editorial/communities/${slug}`
const everything = { 'If-Match': '*' }
const draftOf = (title: string) => save(running.database, contentOf({ title }))
const publicOf = (title: string, more: Partial<Parameters<typeof contentOf>[0]> = {}) =>
  savePublished(running.database, contentOf({ title, ...more }))
const actionsOn = async (targetId: string) =>
  (
    await running.database.prisma.auditEntry.findMany({
      where: { targetId },
      orderBy: { id: 'asc' },
    })
  ).map(({ action, outcome }) => `${outcome} ${action}`)

describe('deleting a community', () => {
  it('puts its draft in the trash, where it can be read but is not listed', async () => {
    const id = await draftOf('Thrown away')
    const { body, headers } = await contributor
      .delete(pathOf('thrown-away'))
      .set('If-Match', '"1"')
      .expect(200)
    expect(body).toMatchObject({ id, status: 'draft', version: 2, broken: [] })
    expect(body.trashedAt).toEqual(expect.any(String))
    expect(headers.etag).toBe('"2"')
    await contributor.get(pathOf('thrown-away')).expect(200)
    const listed = async (query: string) =>
      (await contributor.get(`/v1/editorial/communities?limit=100${query}`)).body.data.map(
        (item: { id: string }) => item.id,
      )
    expect(await listed('')).not.toContain(id)
    expect(await listed('&trashed=true')).toContain(id)
    expect(await actionsOn(id)).toEqual(['done community.created', 'done community.trashed'])
  })

  it('refuses every change of what is in the trash', async () => {
    await draftOf('Frozen')
    await contributor.delete(pathOf('frozen')).set(everything).expect(200)
    const refused = [
      contributor.patch(pathOf('frozen')).send({ title: 'Thawed' }),
      contributor.delete(pathOf('frozen')),
      editor.post(`${pathOf('frozen')}/publication`).send({}),
    ]
    for (const request of refused) {
      expect((await request.set(everything).expect(409)).body.type).toBe('/problems/in-trash')
    }
  })

  it('demands If-Match, a current one, and something to delete', async () => {
    await draftOf('Guarded')
    await contributor.delete(pathOf('guarded')).expect(428)
    const { headers } = await contributor
      .delete(pathOf('guarded'))
      .set('If-Match', '"7"')
      .expect(412)
    expect(headers.etag).toBe('"1"')
    await contributor.delete(pathOf('nobody')).set(everything).expect(404)
  })

  it('lets one of two who delete at once succeed; the other learns that it has changed', async () => {
    for (let round = 0; round < 5; round++) {
      await draftOf(`Raced ${round}`)
      const answers = await Promise.all(
        [1, 2].map(() => contributor.delete(pathOf(`raced-${round}`)).set('If-Match', '"1"')),
      )
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 412])
    }
  })

  it('takes an editor where it is published, and takes it off the public side at once', async () => {
    const id = await publicOf('Open secret')
    const path = pathOf('open-secret')
    const { body } = await contributor.delete(path).set(everything).expect(403)
    expect(body.type).toBe('/problems/forbidden')
    await api(running.app).get('/v1/communities/open-secret').expect(200)
    const refusals = { action: 'refused.deleteCommunity', problem: 'forbidden' }
    expect(await running.database.prisma.auditEntry.count({ where: refusals })).toBe(1)

    const gone = await editor.delete(path).set(everything).expect(200)
    expect(gone.body).toMatchObject({ status: 'archived', publishedRevision: null })
    await api(running.app).get('/v1/communities/open-secret').expect(410)
    await api(running.app).get(`/v1/communities/${id}`).expect(410)
    expect(await actionsOn(id)).toEqual([
      'done community.created',
      'done community.published',
      'done community.withdrawn',
      'done community.trashed',
    ])
  })
})

describe('what published profiles refer to', () => {
  const referTo = async (slug: string, id: string) => {
    await publicOf(`Part of ${slug}`, {
      crossReferences: [
        { relation: 'part_of', target: { community: id } },
        { relation: 'contrasts_with', target: { community: slug } },
      ],
    })
    await publicOf(`Whole of ${slug}`, {
      crossReferences: [{ relation: 'has_part', target: { community: slug } }],
      sections: [{ body: `See [[${slug}]].` }],
    })
    // Neither a draft nor somebody else counts.
    await save(
      running.database,
      contentOf({ title: `Hidden of ${slug}`, sections: [{ body: `See [[${slug}]].` }] }),
    )
  }
  const referrers = (slug: string) => [
    {
      parameter: 'force',
      code: 'referrer',
      detail: `“part-of-${slug}” refers to it: contrasts with, part of.`,
    },
    {
      parameter: 'force',
      code: 'referrer',
      detail: `“whole-of-${slug}” refers to it: has part, link in a text.`,
    },
  ]
  const broken = (slug: string) => [
    { type: 'community', slug: `part-of-${slug}`, title: `Part of ${slug}` },
    { type: 'community', slug: `whole-of-${slug}`, title: `Whole of ${slug}` },
  ]

  it('is deleted only by force, which tells what it broke', async () => {
    await referTo('hub', await publicOf('Hub'))
    const refused = await editor.delete(pathOf('hub')).set(everything).expect(409)
    expect(refused.body).toMatchObject({
      type: '/problems/still-referenced',
      errors: referrers('hub'),
    })
    await api(running.app).get('/v1/communities/hub').expect(200)
    const { body } = await editor
      .delete(`${pathOf('hub')}?force=true`)
      .set(everything)
      .expect(200)
    expect(body.broken).toMatchObject(broken('hub'))
    const other = await api(running.app).get('/v1/communities/part-of-hub').expect(200)
    expect(other.body.crossReferences).toEqual([])
  })

  it('is withdrawn only by force, which tells what it broke', async () => {
    await referTo('spoke', await publicOf('Spoke'))
    const path = `${pathOf('spoke')}/publication`
    const refused = await editor.delete(path).set(everything).expect(409)
    expect(refused.body.errors).toEqual(referrers('spoke'))
    const { body } = await editor.delete(`${path}?force=true`).set(everything).expect(200)
    expect(body.broken).toMatchObject(broken('spoke'))
    await api(running.app).get('/v1/communities/spoke').expect(410)
  })
})

describe('restoring a community', () => {
  it('brings it back with the same id, as the draft that it was', async () => {
    const id = await draftOf('Regretted')
    await contributor.delete(pathOf('regretted')).set('If-Match', '"1"').expect(200)
    const path = `${pathOf('regretted')}/restoration`
    await contributor.post(path).expect(428)
    await contributor.post(path).set('If-Match', '"1"').expect(412)
    const { body, headers } = await contributor.post(path).set('If-Match', '"2"').expect(200)
    expect(body).toMatchObject({ id, status: 'draft', trashedAt: null, revision: 1, version: 3 })
    expect(headers.etag).toBe('"3"')
    const again = await contributor.post(path).set('If-Match', '"3"').expect(409)
    expect(again.body.type).toBe('/problems/not-in-trash')
    await contributor
      .post(`${pathOf('nobody')}/restoration`)
      .set(everything)
      .expect(404)
  })

  it('brings what was published back as archived, ready to be published again', async () => {
    const id = await publicOf('Phoenix')
    await editor.delete(pathOf('phoenix')).set(everything).expect(200)
    const path = pathOf('phoenix')
    const { body } = await contributor.post(`${path}/restoration`).set(everything).expect(200)
    expect(body).toMatchObject({ id, status: 'archived', publishedRevision: null })
    await api(running.app).get('/v1/communities/phoenix').expect(410)
    await editor.post(`${path}/publication`).set(everything).send({}).expect(200)
    expect((await api(running.app).get('/v1/communities/phoenix').expect(200)).body.id).toBe(id)
  })
})

describe('renaming a published community', () => {
  const rename = async (id: string, slug: string) => {
    await editor.patch(pathOf(id)).set(everything).send({ slug }).expect(200)
    await editor
      .post(`${pathOf(id)}/publication`)
      .set(everything)
      .send({})
      .expect(200)
  }

  it('keeps a redirect from the old slug, which renaming back removes', async () => {
    const id = await publicOf('First name')
    const answer = async (slug: string) => {
      const { status, headers } = await api(running.app).get(
        `/v1/communities/${slug}/sections?total=true`,
      )
      return [status, headers.location]
    }
    const to = (slug: string) => [308, `/v1/communities/${slug}/sections?total=true`]
    await rename(id, 'second-name')
    expect(await answer('first-name')).toEqual(to('second-name'))
    expect(await answer('second-name')).toEqual([200, undefined])
    await rename(id, 'first-name')
    expect(await answer('first-name')).toEqual([200, undefined])
    expect(await answer('second-name')).toEqual(to('first-name'))
  })
})
