import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let editor: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  editor = api(running.app, await keyFor(running.database, 'editor'))
})
afterAll(() => running.close())

const create = async (body: object) =>
  (await editor.post('/v1/editorial/communities').send(body).expect(201)).body

describe('creating a community', () => {
  it('needs a title only', async () => {
    const { headers, body } = await editor
      .post('/v1/editorial/communities')
      .send({ title: 'Paper & Ink' })
      .expect(201)
    expect(headers.etag).toBe('"1"')
    expect(headers.location).toBe('/v1/editorial/communities/paper-ink')
    expect(body).toMatchObject({
      slug: 'paper-ink',
      kind: 'microculture',
      defaultLocale: 'en',
      status: 'draft',
      revision: 1,
      publishedRevision: null,
      createdBy: 'the editor',
      warnings: [],
    })
    await api(running.app).get('/v1/communities/paper-ink').expect(404)
  })

  it('names every fault at once', async () => {
    const { body } = await editor
      .post('/v1/editorial/communities')
      .send({
        title: ' x',
        tagline: 'y'.repeat(301),
        regions: [{ region: 'Nowhereland', role: 'primary' }],
        colour: 'red',
      })
      .expect(422)
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer)
    expect(pointers).toEqual(expect.arrayContaining(['/title', '/tagline', '/colour']))
  })

  it('finds regions by their codes and names the unknown ones', async () => {
    const { regions } = await create({
      title: 'Placed',
      regions: [
        { region: 'JP', role: 'primary' },
        { region: '840', role: 'present' },
      ],
    })
    expect(regions).toEqual([
      { region: 'japan', role: 'primary' },
      { region: 'united-states', role: 'present' },
    ])
    const { body } = await editor
      .post('/v1/editorial/communities')
      .send({
        title: 'Misplaced',
        regions: [
          { region: 'XQ', role: 'primary' },
          { region: 'global', role: 'origin' },
        ],
      })
      .expect(422)
    expect(body.errors).toMatchObject([
      { pointer: '/regions/0/region', code: 'unknown-region' },
      { pointer: '/regions/1/role', code: 'unfit-role' },
    ])
  })

  it('refuses a slug that another community has', async () => {
    await create({ title: 'Taken' })
    const { body } = await editor
      .post('/v1/editorial/communities')
      .send({ title: 'Taken' })
      .expect(409)
    expect(body.type).toBe('/problems/slug-taken')
  })
})

describe('changing a community', () => {
  it('demands the ETag that was read, and answers 412 with the current one', async () => {
    await create({ title: 'Guarded' })
    const path = '/v1/editorial/communities/guarded'
    await editor.patch(path).send({ tagline: 'One.' }).expect(428)
    await editor.patch(path).set('If-Match', '"1"').send({ tagline: 'One.' }).expect(200)
    const { headers } = await editor
      .patch(path)
      .set('If-Match', '"1"')
      .send({ tagline: 'Two.' })
      .expect(412)
    expect(headers.etag).toBe('"2"')
    const { body } = await editor.get(path).expect(200)
    expect(body.tagline).toBe('One.')
  })

  it('changes nothing and makes no revision where nothing is different', async () => {
    await create({ title: 'Quiet', tagline: 'As it was.' })
    const answer = await editor
      .patch('/v1/editorial/communities/quiet')
      .set('If-Match', '"1"')
      .send({ tagline: 'As it was.' })
      .expect(200)
    expect(answer.headers.etag).toBe('"1"')
    expect(answer.body.revision).toBe(1)
  })

  it('tells null from absent', async () => {
    await create({ title: 'Three states', tagline: 'T.', license: 'CC BY 4.0' })
    const { body } = await editor
      .patch('/v1/editorial/communities/three-states')
      .set('If-Match', '"1"')
      .send({ tagline: null })
      .expect(200)
    expect(body).toMatchObject({ tagline: null, license: 'CC BY 4.0' })
  })

  it('reports Markdown that publishing will take away', async () => {
    const { warnings } = await create({
      title: 'Scripted',
      sections: [{ kind: 'overview', body: 'Text <br> more.' }],
    })
    expect(warnings).toMatchObject([{ pointer: '/sections/0/body', code: 'sanitised' }])
  })

  it('names every fault of a patch at once, and takes nothing of it', async () => {
    await create({ title: 'Whole or not', sections: [{ kind: 'overview', body: 'Words.' }] })
    const path = '/v1/editorial/communities/whole-or-not'
    const { body } = await editor
      .patch(path)
      .set('If-Match', '"1"')
      .send({
        tagline: 'Fine.',
        regions: [{ region: 'XQ', role: 'primary' }],
        tags: ['twice', 'twice'],
        sections: [{ id: '0192f0c1-0000-7000-8000-000000000000', body: 'New words.' }],
      })
      .expect(422)
    const found = body.errors.map(({ pointer, code }: Record<string, string>) => [pointer, code])
    expect(found).toEqual(
      expect.arrayContaining([
        ['/regions/0/region', 'unknown-region'],
        ['/sections/0/id', 'unknown-id'],
      ]),
    )
    expect(JSON.stringify(found)).toContain('/tags/1')
    expect((await editor.get(path).expect(200)).body.tagline).toBeNull()
  })
})

describe('publishing over HTTP', () => {
  it('shows the newest revision and takes it back', async () => {
    await create({
      title: 'Shown',
      tagline: 'T.',
      regions: [{ region: 'JP', role: 'primary' }],
      sections: [{ kind: 'overview', body: 'Words.' }],
    })
    const path = '/v1/editorial/communities/shown/publication'
    const { headers, body } = await editor.post(path).set('If-Match', '"1"').send({}).expect(200)
    expect(body).toMatchObject({ status: 'published', publishedRevision: 1, outcome: 'published' })
    await api(running.app).get('/v1/communities/shown').expect(200)
    await editor
      .delete(path)
      .set('If-Match', headers.etag ?? '')
      .expect(200)
    await api(running.app).get('/v1/communities/shown').expect(410)
  })
})
