import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, publish, savePublished } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let editor: ReturnType<typeof api>
let admin: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  editor = api(running.app, await keyFor(running.database, 'editor', { name: 'Ada' }))
  admin = api(running.app, await keyFor(running.database, 'admin'))
})
afterAll(() => running.close())

const pathOf = (slug: string) => `/v1/editorial/communities/${slug}`

async function create(title: string): Promise<string> {
  const sections = [{ kind: 'overview', body: 'The first words of it.' }]
  const { body } = await editor
    .post('/v1/editorial/communities')
    .send({ title, tagline: 'One.', regions: [{ region: 'JP', role: 'primary' }], sections })
    .expect(201)
  return body.slug
}

const change = (slug: string, patch: object, why = '') =>
  editor
    .patch(pathOf(slug))
    .set('If-Match', '*')
    .set('X-Change-Message', why)
    .send(patch)
    .expect(200)

describe('the history of a community', () => {
  it('lists who changed what, when and why, the newest first, page by page', async () => {
    const slug = await create('Listed')
    await change(slug, { tagline: 'Two.' }, 'A better line')
    await change(slug, { tagline: 'Three.', license: 'CC0' })
    await publish(running.database, slug)
    const first = await editor.get(`${pathOf(slug)}/revisions?limit=2&total=true`).expect(200)
    expect(first.body.data).toMatchObject([
      { number: 3, changedPaths: ['/tagline', '/license'], message: null, published: true },
      { number: 2, changedPaths: ['/tagline'], message: 'A better line', published: false },
    ])
    expect(first.body.data[0]).toMatchObject({ type: 'revision', author: 'Ada', purgedAt: null })
    expect(first.body.page.total).toBe(3)
    const { next } = first.body.page
    const rest = await editor.get(`${pathOf(slug)}/revisions?limit=2&cursor=${next}`).expect(200)
    expect(rest.body.data.map(({ number }: { number: number }) => number)).toEqual([1])
    expect(rest.body.page.next).toBeNull()
    await editor.get(`${pathOf('nowhere')}/revisions`).expect(404)
  })

  it('shows each revision as it was', async () => {
    const slug = await create('As it was')
    await change(slug, { tagline: 'Two.' })
    const { body } = await editor.get(`${pathOf(slug)}/revisions/1`).expect(200)
    expect(body).toMatchObject({ number: 1, content: { title: 'As it was', tagline: 'One.' } })
    await editor.get(`${pathOf(slug)}/revisions/9`).expect(404)
    await editor.get(`${pathOf(slug)}/revisions/x`).expect(400)
    await editor.get(`${pathOf(slug)}/revisions/9999999999`).expect(400)
  })

  it('is not there for keys that cannot reach the community', async () => {
    const slug = await create('Out of reach')
    const limited = await keyFor(running.database, 'contributor', { regions: ['peru'] })
    const stranger = api(running.app, limited)
    await stranger.get(`${pathOf(slug)}/revisions`).expect(404)
    await stranger.get(`${pathOf(slug)}/revisions/1`).expect(404)
    await stranger.get(`${pathOf(slug)}/revisions/1/diff?from=1`).expect(404)
  })

  it('names no author to the public', async () => {
    const title = 'Shown without names'
    await savePublished(running.database, contentOf({ title }))
    await change('shown-without-names', { tagline: 'By Zacharias?' })
    await publish(running.database, 'shown-without-names')
    for (const path of ['/v1/communities/shown-without-names', '/v1/communities']) {
      const { text } = await api(running.app).get(path).expect(200)
      expect(text).not.toContain('Ada')
      expect(text).not.toContain('tester')
    }
  })
})

describe('the difference between two revisions', () => {
  it('is fields as JSON Patch and texts word by word', async () => {
    const slug = await create('Differing')
    const sections = [{ slug: 'overview', body: 'The second words of it.' }]
    await change(slug, { license: 'CC0', sections })
    const { body } = await editor.get(`${pathOf(slug)}/revisions/2/diff`).expect(200)
    expect(body).toMatchObject({ from: 1, to: 2 })
    expect(body.fields).toEqual([{ op: 'replace', path: '/license', value: 'CC0' }])
    expect(body.texts).toMatchObject([
      { section: { slug: 'overview' }, field: 'body', locale: 'en' },
    ])
    expect(body.texts[0].segments).toEqual([
      { change: 'equal', text: 'The ' },
      { change: 'removed', text: 'first' },
      { change: 'added', text: 'second' },
      { change: 'equal', text: ' words of it.' },
    ])
  })

  it('can be asked of any two, in either direction', async () => {
    const slug = await create('Any two')
    await change(slug, { tagline: 'Two.' })
    await change(slug, { tagline: 'Three.' })
    const forward = await editor.get(`${pathOf(slug)}/revisions/3/diff?from=1`).expect(200)
    const backward = await editor.get(`${pathOf(slug)}/revisions/1/diff?from=3`).expect(200)
    const said = ({ body }: typeof forward) =>
      body.texts[0].segments.filter(({ change: how }: { change: string }) => how !== 'equal')
    expect(said(forward)).toEqual([
      { change: 'removed', text: 'One' },
      { change: 'added', text: 'Three' },
    ])
    expect(said(backward)[1]).toEqual({ change: 'added', text: 'One' })
  })

  it('is none from before the first, and of unknown ones', async () => {
    const slug = await create('First')
    const { body } = await editor.get(`${pathOf(slug)}/revisions/1/diff`).expect(400)
    expect(body.errors).toMatchObject([{ parameter: 'from', code: 'required' }])
    await editor.get(`${pathOf(slug)}/revisions/1/diff?from=7`).expect(404)
    await editor.get(`${pathOf(slug)}/revisions/1/diff?from=0`).expect(400)
  })
})

describe('restoring a revision', () => {
  it('makes its content the newest one, as a revision of its own', async () => {
    const slug = await create('There and back')
    await change(slug, { slug: 'there', tagline: 'Two.', sections: [] })
    const before = await editor.get(pathOf('there')).expect(200)
    const { body, headers } = await editor
      .post(`${pathOf('there')}/revisions/1/restoration`)
      .set('If-Match', before.headers.etag ?? '')
      .expect(200)
    expect(body).toMatchObject({
      slug,
      tagline: 'One.',
      revision: 3,
      sections: [{ slug: 'overview' }],
    })
    expect(headers.etag).not.toBe(before.headers.etag)
    const { content } = (await editor.get(`${pathOf(slug)}/revisions/1`).expect(200)).body
    expect(body.sections[0].id).toBe(content.sections[0].id)
    const { data } = (await editor.get(`${pathOf(slug)}/revisions`).expect(200)).body
    expect(data[0]).toMatchObject({ number: 3, author: 'Ada', message: 'Restored revision 1' })
  })

  it('says why where the editor does, and changes nothing where nothing differs', async () => {
    const slug = await create('Reasons')
    await change(slug, { tagline: 'Two.' })
    const restore = (number: number) =>
      editor.post(`${pathOf(slug)}/revisions/${number}/restoration`).set('If-Match', '*')
    const same = await restore(2).expect(200)
    expect(same.body.revision).toBe(2)
    await restore(1).set('X-Change-Message', 'Was better').expect(200)
    const { body } = await editor.get(`${pathOf(slug)}/revisions/3`).expect(200)
    expect(body.message).toBe('Was better')
  })

  it('takes the current ETag and a revision that is there', async () => {
    const slug = await create('Guarded history')
    const restore = (number: number) =>
      editor.post(`${pathOf(slug)}/revisions/${number}/restoration`)
    await restore(1).expect(428)
    const { headers } = await restore(1).set('If-Match', '"7"').expect(412)
    expect(headers.etag).toBe('"1"')
    await restore(9).set('If-Match', '*').expect(404)
  })

  it('is refused in the trash', async () => {
    const slug = await create('In the trash')
    await editor.delete(pathOf(slug)).set('If-Match', '*').expect(200)
    const { body } = await editor
      .post(`${pathOf(slug)}/revisions/1/restoration`)
      .set('If-Match', '*')
      .expect(409)
    expect(body.type).toBe('/problems/in-trash')
  })

  it('names what of the old content cannot be any more', async () => {
    await editor
      .post('/v1/editorial/regions')
      .send({ kind: 'city', names: { en: 'Short-lived' }, parent: 'JP' })
      .expect(201)
    const slug = await create('Bound to a place')
    await change(slug, { regions: [{ region: 'short-lived', role: 'primary' }] })
    await change(slug, { regions: [{ region: 'JP', role: 'primary' }] })
    await editor.delete('/v1/editorial/regions/short-lived').set('If-Match', '*').expect(200)
    const { body } = await editor
      .post(`${pathOf(slug)}/revisions/2/restoration`)
      .set('If-Match', '*')
      .expect(422)
    expect(body.errors).toMatchObject([{ pointer: '/regions/0/region', code: 'unknown-region' }])
  })

  it('cannot bring back what was purged', async () => {
    const slug = await create('Purged away')
    await change(slug, { tagline: 'Two.' })
    await admin.post(`${pathOf(slug)}/revisions/1/purge`).expect(200)
    const path = `${pathOf(slug)}/revisions/1`
    await editor.get(path).expect(410)
    await editor.get(`${pathOf(slug)}/revisions/2/diff`).expect(410)
    await editor.post(`${path}/restoration`).set('If-Match', '*').expect(410)
  })
})
