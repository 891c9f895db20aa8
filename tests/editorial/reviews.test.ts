import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, save, savePublished } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let contributor: ReturnType<typeof api>
let editor: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  contributor = api(running.app, await keyFor(running.database, 'contributor'))
  editor = api(running.app, await keyFor(running.database, 'editor'))
})
afterAll(() => running.close())

const at = (slug: string) => `/v1/editorial/communities/${slug}`

describe('a review', () => {
  it('goes from the contributor to the editor, back, and to the public', async () => {
    await save(running.database, contentOf({ title: 'Reviewed' }))
    const submit = (tag: string) =>
      contributor
        .post(`${at('reviewed')}/review`)
        .set('If-Match', tag)
        .send({ verdict: 'submitted', comment: 'Please look.' })
    const { body, headers } = await submit('"1"').expect(200)
    expect(body).toMatchObject({ status: 'in_review', version: 2, revision: 1 })
    expect(body.review).toMatchObject({ verdict: 'submitted', author: 'the contributor' })

    const sentBack = await editor
      .post(`${at('reviewed')}/review`)
      .set('If-Match', headers.etag ?? '')
      .send({ verdict: 'changes_requested', comment: 'The tagline.' })
      .expect(200)
    expect(sentBack.body.status).toBe('draft')

    const again = await submit(sentBack.headers.etag ?? '').expect(200)
    const approved = await editor
      .post(`${at('reviewed')}/review`)
      .set('If-Match', again.headers.etag ?? '')
      .send({ verdict: 'approved' })
      .expect(200)
    expect(approved.body.status).toBe('in_review')
    const published = await editor
      .post(`${at('reviewed')}/publication`)
      .set('If-Match', approved.headers.etag ?? '')
      .send({})
      .expect(200)
    expect(published.body.status).toBe('published')

    const first = await contributor.get(`${at('reviewed')}/reviews?limit=3&total=true`).expect(200)
    const rest = await contributor
      .get(`${at('reviewed')}/reviews?limit=3&total=true&cursor=${first.body.page.next}`)
      .expect(200)
    const verdicts = [...first.body.data, ...rest.body.data].map(({ verdict }) => verdict)
    expect(verdicts).toEqual(['approved', 'submitted', 'changes_requested', 'submitted'])
    expect(rest.body.page).toMatchObject({ total: 4, next: null })
  })

  it('is decided by editors only', async () => {
    await save(running.database, contentOf({ title: 'Own judge' }))
    const review = (verdict: string) =>
      contributor
        .post(`${at('own-judge')}/review`)
        .set('If-Match', '*')
        .send({ verdict })
    await review('submitted').expect(200)
    await review('approved').expect(403)
    const { body } = await contributor.get(at('own-judge')).expect(200)
    expect(body.status).toBe('in_review')
  })

  it('may end with what is public already, which is on record like every step', async () => {
    const id = await savePublished(running.database, contentOf({ title: 'Good as it is' }))
    const step = (name: string, body: object) =>
      editor
        .post(`${at('good-as-it-is')}/${name}`)
        .set('If-Match', '*')
        .send(body)
        .expect(200)
    await step('review', { verdict: 'submitted' })
    const recorded = () =>
      running.database.prisma.auditEntry.count({
        where: { targetId: id, action: 'community.published' },
      })
    const before = await recorded()
    const { body, headers } = await step('publication', {})
    expect(body).toMatchObject({ outcome: 'unchanged', status: 'published' })
    expect(await recorded()).toBe(before + 1)
    const again = await step('publication', {})
    expect(again.headers.etag).toBe(headers.etag)
    expect(await recorded()).toBe(before + 1)
  })

  it('takes no step that the status does not allow, and no empty refusal', async () => {
    await savePublished(running.database, contentOf({ title: 'Not in review' }))
    const review = (step: object) =>
      editor
        .post(`${at('not-in-review')}/review`)
        .set('If-Match', '*')
        .send(step)
    expect((await review({ verdict: 'approved' }).expect(409)).body.type).toBe(
      '/problems/wrong-status',
    )
    await review({ verdict: 'submitted' }).expect(200)
    await review({ verdict: 'submitted' }).expect(409)
    const { body } = await review({ verdict: 'changes_requested' }).expect(422)
    expect(body.errors).toMatchObject([{ pointer: '/comment', code: 'required' }])
    await api(running.app).get('/v1/communities/not-in-review').expect(200)
  })

  it('refuses what every change refuses', async () => {
    await save(running.database, contentOf({ title: 'Plain refusals' }))
    const path = `${at('plain-refusals')}/review`
    const step = { verdict: 'submitted' }
    await editor.post(path).send(step).expect(428)
    await editor.post(path).set('If-Match', '"7"').send(step).expect(412)
    await editor.post(path).set('If-Match', '*').type('text/csv').send('x').expect(415)
    const long = { ...step, comment: 'x'.repeat(2_000_001) }
    await editor.post(path).set('If-Match', '*').send(long).expect(413)
    await editor
      .post(`${at('nobody')}/review`)
      .set('If-Match', '*')
      .send(step)
      .expect(404)
    await editor.get(`${at('nobody')}/reviews`).expect(404)
  })
})
