import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unconnectedDatabase } from '../../src/database/open.ts'
import { startSchedule } from '../../src/editorial/schedules/runner.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, save, savePublished, siteUrl } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'
import { sized } from '../support/size.ts'

let running: RunningApp
let editor: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  editor = api(running.app, await keyFor(running.database, 'editor'))
})
afterAll(() => running.close())

const at = (slug: string) => `/v1/editorial/communities/${slug}`
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString()
const site = { siteUrl, now: () => new Date() }
const startWorker = (warn = (_error: unknown) => {}) => startSchedule(running.database, site, warn)

const schedule = (slug: string, order: object, tag = '*') =>
  editor
    .put(`${at(slug)}/schedule`)
    .set('If-Match', tag)
    .send(order)

/** Schedules a step for years from now and then moves its time: no machine is too slow to order it in time. */
async function scheduleSoon(slug: string, step: 'publication' | 'withdrawal', ms: number) {
  const { body } = await schedule(slug, { [step]: { at: '2099-01-01T00:00:00Z' } }).expect(200)
  const dueAt = new Date(Date.now() + ms)
  await running.database.prisma.schedule.updateMany({
    where: { draftId: body.community.id },
    data: { dueAt },
  })
  return dueAt
}

/** Waits for a state that the worker brings about; how long it may take is no promise that is tested here. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('It did not come about in 20 seconds.')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const isPublic = async (slug: string) =>
  (await running.database.prisma.community.count({ where: { slug } })) === 1
const isOver = async (id: string) =>
  (await running.database.prisma.schedule.findMany({ where: { draftId: id } })).every(
    ({ problem }) => problem !== null,
  )
const audited = (id: string, action: string) =>
  running.database.prisma.auditEntry.count({ where: { targetId: id, action } })

describe('a schedule', () => {
  it('is shown in UTC, bound to a revision, and cancelled', async () => {
    await save(running.database, contentOf({ title: 'Planned' }))
    const order = {
      publication: { at: '2099-01-01T02:00:00+02:00' },
      withdrawal: { at: '2099-06-01T00:00:00Z' },
    }
    const { body, headers } = await schedule('planned', order, '"1"').expect(200)
    expect(headers.etag).toBe('"2"')
    expect(body.publication).toMatchObject({
      at: '2099-01-01T00:00:00.000Z',
      revision: 1,
      status: 'scheduled',
      problem: null,
      createdBy: 'the editor',
    })
    expect(body.withdrawal).toMatchObject({ revision: null, status: 'scheduled' })
    const again = await schedule('planned', order, '"2"').expect(200)
    expect([again.headers.etag, again.body]).toEqual(['"2"', body])
    const seen = await editor.get(`${at('planned')}/schedule`).expect(200)
    expect(seen.body).toEqual(body)
    expect(seen.headers.etag).toBe('"2"')
    const cancel = (tag: string) => editor.delete(`${at('planned')}/schedule`).set('If-Match', tag)
    await cancel('"1"').expect(412)
    const empty = await cancel('"2"').expect(200)
    expect(empty.body).toMatchObject({ publication: null, withdrawal: null })
  })

  it('names every impossible time at once', async () => {
    await save(running.database, contentOf({ title: 'Impossible' }))
    const past = { publication: { at: inMs(-1000) }, withdrawal: { at: inMs(-2000) } }
    const { body } = await schedule('impossible', past).expect(422)
    expect(body.errors.map(({ pointer, code }: Record<string, string>) => [pointer, code])).toEqual(
      [
        ['/publication/at', 'in-the-past'],
        ['/withdrawal/at', 'in-the-past'],
        ['/withdrawal/at', 'before-publication'],
      ],
    )
  })

  it('refuses what every change refuses', async () => {
    const id = await save(running.database, contentOf({ title: 'Stubborn' }))
    const path = `${at('stubborn')}/schedule`
    const order = { publication: { at: '2099-01-01T00:00:00Z' } }
    await editor.put(path).send(order).expect(428)
    await editor.delete(path).expect(428)
    await schedule('stubborn', order, '"9"').expect(412)
    await schedule('stubborn', { publication: { ...order.publication, revision: 9 } }).expect(422)
    await schedule('stubborn', { publication: { at: '9999-12-31T23:59:59-14:00' } }).expect(422)
    await schedule('nobody', order).expect(404)
    await editor
      .delete(`${at('nobody')}/schedule`)
      .set('If-Match', '*')
      .expect(404)
    await editor.get(`${at('nobody')}/schedule`).expect(404)
    await editor.put(path).set('If-Match', '*').type('text/csv').send('x').expect(415)
    const long = { ...order, changeMessage: 'x'.repeat(2_000_001) }
    await schedule('stubborn', long).expect(413)
    await running.database.prisma.draft.update({ where: { id }, data: { trashedAt: new Date() } })
    await schedule('stubborn', order).expect(409)
    await editor.delete(path).set('If-Match', '*').expect(200)
  })
})

describe('a step whose time has come', () => {
  it('is taken once by two workers, never early, with the revision that it is bound to', async ({
    annotate,
  }) => {
    const id = await save(running.database, contentOf({ title: 'On time', tagline: 'As planned.' }))
    const workers = [startWorker(), startWorker()]
    try {
      const due = await scheduleSoon('on-time', 'publication', 1500)
      await save(running.database, contentOf({ title: 'On time', tagline: 'Too late.' }))
      await until(() => isOver(id))
      const { body } = await api(running.app).get('/v1/communities/on-time').expect(200)
      expect(body.tagline).toBe('As planned.')
      expect(Date.parse(body.publishedAt)).toBeGreaterThanOrEqual(due.getTime())
      await annotate(`taken ${Date.parse(body.publishedAt) - due.getTime()} ms after its time`)
      expect(await audited(id, 'community.published')).toBe(1)
      await scheduleSoon('on-time', 'withdrawal', 300)
      await until(() => isOver(id))
      await api(running.app).get('/v1/communities/on-time').expect(410)
    } finally {
      await Promise.all(workers.map((worker) => worker.stop()))
    }
  })

  it('is taken after a restart, when nobody worked at its time', async () => {
    const id = await save(running.database, contentOf({ title: 'Overslept' }))
    await startWorker().stop()
    await scheduleSoon('overslept', 'publication', 100)
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(await isPublic('overslept')).toBe(false)
    const worker = startWorker()
    await until(() => isOver(id))
    await worker.stop()
    expect(await isPublic('overslept')).toBe(true)
  })

  it('waits for the end of an outage', async () => {
    const id = await save(running.database, contentOf({ title: 'Patient' }))
    const { database } = running
    let warned = 0
    const broken = { ...database, prisma: unconnectedDatabase().prisma }
    let reachable = false
    const flaky = {
      ...database,
      get prisma() {
        return reachable ? database.prisma : broken.prisma
      },
    }
    const worker = startSchedule(flaky, site, () => {
      warned += 1
    })
    try {
      await scheduleSoon('patient', 'publication', 100)
      await until(async () => warned > 1)
      reachable = true
      await until(() => isOver(id))
      expect(await isPublic('patient')).toBe(true)
    } finally {
      await worker.stop()
    }
  })

  it('stays with its reason where it is refused, and is on record', async () => {
    const id = await save(running.database, contentOf({ title: 'Unready', tagline: null }))
    const worker = startWorker()
    try {
      await scheduleSoon('unready', 'publication', 100)
      await until(() => isOver(id))
    } finally {
      await worker.stop()
    }
    const { body } = await editor.get(`${at('unready')}/schedule`).expect(200)
    expect(body.publication).toMatchObject({
      status: 'schedule_failed',
      problem: {
        type: '/problems/not-publishable',
        status: 422,
        errors: [{ pointer: '/tagline' }],
      },
    })
    const refusal = { targetId: id, action: 'schedule.publication', outcome: 'refused' }
    expect(await running.database.prisma.auditEntry.count({ where: refusal })).toBe(1)
    await schedule('unready', {}).expect(200)
  })

  const rounds = sized(6, 50)
  it(`is either taken or cancelled, ${rounds} times at the same moment`, async () => {
    const worker = startWorker()
    const outcomes = { taken: 0, cancelled: 0 }
    try {
      for (let round = 0; round < rounds; round++) {
        const slug = `race-${round}`
        const id = await save(running.database, contentOf({ title: `Race ${round}`, slug }))
        await scheduleSoon(slug, 'publication', 150)
        await new Promise((resolve) => setTimeout(resolve, 150 + Math.random() * 500))
        const { body } = await editor
          .delete(`${at(slug)}/schedule`)
          .set('If-Match', '*')
          .expect(200)
        expect(body.publication).toBeNull()
        // Cancelled means cancelled: whatever it is now, it stays.
        const published = await isPublic(slug)
        await new Promise((resolve) => setTimeout(resolve, 100))
        expect(await isPublic(slug)).toBe(published)
        expect(await audited(id, 'community.published')).toBe(published ? 1 : 0)
        outcomes[published ? 'taken' : 'cancelled']++
      }
    } finally {
      await worker.stop()
    }
    expect(outcomes.taken + outcomes.cancelled).toBe(rounds)
  })

  it('withdraws what others refer to', async () => {
    const id = await savePublished(running.database, contentOf({ title: 'Referred to' }))
    const reference = { relation: 'related_to', target: { community: 'referred-to' } } as const
    await savePublished(
      running.database,
      contentOf({ title: 'Referrer', crossReferences: [reference] }),
    )
    const worker = startWorker()
    await scheduleSoon('referred-to', 'withdrawal', 100)
    await until(() => isOver(id))
    await worker.stop()
    await api(running.app).get('/v1/communities/referred-to').expect(410)
  })
})
