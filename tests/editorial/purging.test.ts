import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/atlas/identity.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { publish } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

let running: RunningApp
let editor: ReturnType<typeof api>
let admin: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  editor = api(running.app, await keyFor(running.database, 'editor'))
  admin = api(running.app, await keyFor(running.database, 'admin'))
})
afterAll(() => running.close())

const pathOf = (slug: string) => `/v1/editorial/communities/${slug}`

/** The tables of the editors' schema in which a text stands somewhere, in bytes and JSON too. */
async function tablesWith(text: string): Promise<string[]> {
  const { pool } = running.database
  const { rows } = await pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'editorial' ORDER BY 1`,
  )
  const hex = Buffer.from(text).toString('hex')
  const found: string[] = []
  for (const { name } of rows) {
    const { rowCount } = await pool.query(
      `SELECT 1 FROM editorial.${name} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0 LIMIT 1`,
      [text, hex],
    )
    if (rowCount) found.push(name)
  }
  return found
}

describe('purging a revision', () => {
  it('takes content and message away for good and leaves a stub and an audit row', async () => {
    const canary = 'unspeakable-canary'
    const { body } = await editor
      .post('/v1/editorial/communities')
      .set('Idempotency-Key', 'with-the-canary')
      .set('X-Change-Message', `about the ${canary}`)
      .send({ title: 'Delicate', tagline: `The ${canary}.` })
      .expect(201)
    await editor
      .patch(pathOf('delicate'))
      .set('If-Match', '*')
      .send({ tagline: 'Fine.' })
      .expect(200)
    expect(await tablesWith(canary)).toEqual(['idempotent_answer', 'revision'])

    const answer = await admin.post(`${pathOf('delicate')}/revisions/1/purge`).expect(200)
    expect(answer.body).toMatchObject({ number: 1, message: null, author: 'the editor' })
    expect(answer.body.purgedAt).not.toBeNull()
    expect(await tablesWith(canary)).toEqual([])

    const { data } = (await editor.get(`${pathOf('delicate')}/revisions`).expect(200)).body
    expect(data[1]).toEqual(answer.body)
    await editor.get(`${pathOf('delicate')}/revisions/1`).expect(410)
    const audit = await admin.get('/v1/editorial/audit?action=revision.purged').expect(200)
    const target = { type: 'community', id: body.id, slug: 'delicate', revision: 1 }
    expect(audit.body.data).toMatchObject([{ actor: 'the admin', target }])

    const again = await admin.post(`${pathOf('delicate')}/revisions/1/purge`).expect(200)
    expect(again.body).toEqual(answer.body)
  })

  it('is refused for the newest, the published and a scheduled one, and says why', async () => {
    const complete = {
      title: 'In use',
      tagline: 'One.',
      regions: [{ region: 'JP', role: 'primary' }],
      sections: [{ kind: 'overview', body: 'Words.' }],
    }
    const { body } = await editor.post('/v1/editorial/communities').send(complete).expect(201)
    const purge = (number: number) => admin.post(`${pathOf('in-use')}/revisions/${number}/purge`)
    await publish(running.database, 'in-use')
    for (const tagline of ['Two.', 'Three.']) {
      await editor.patch(pathOf('in-use')).set('If-Match', '*').send({ tagline }).expect(200)
    }
    await running.database.prisma.schedule.create({
      data: {
        id: newId(),
        draftId: body.id,
        action: 'publication',
        revision: 2,
        dueAt: new Date('2999-01-01'),
        createdBy: 'the editor',
        createdAt: new Date(),
      },
    })
    for (const [number, reason] of [
      [1, 'the public sees it'],
      [2, 'scheduled'],
      [3, 'newest'],
    ] as const) {
      const refused = await purge(number).expect(409)
      expect(refused.body.type).toBe('/problems/revision-in-use')
      expect(refused.body.detail).toContain(reason)
    }
    await purge(9).expect(404)
  })

  it('takes an admin', async () => {
    await editor.post(`${pathOf('delicate')}/revisions/1/purge`).expect(403)
    await editor.post('/v1/editorial/purges').send({ author: 'x' }).expect(403)
  })
})

describe('purging a person’s name', () => {
  const name = 'Zoë "Zed" O’Canary (Jr.)'

  async function workAs(person: ReturnType<typeof api>): Promise<void> {
    const { body } = await person
      .post('/v1/editorial/communities')
      .set('Idempotency-Key', 'by-name')
      .send({ title: 'Named', tagline: 'One.', changeMessage: `Begun by ${name}, for all.` })
      .expect(201)
    const region = { kind: 'city', names: { en: 'Nametown' }, parent: 'JP' }
    await person.post('/v1/editorial/regions').send(region).expect(201)
    const { prisma } = running.database
    const [draftId, createdAt] = [body.id as string, new Date()]
    const revision = 1
    const review = { id: newId(), draftId, revision, createdAt, author: name }
    await prisma.review.create({
      data: { ...review, verdict: 'approved', comment: `${name} said so.` },
    })
    const made = { id: newId(), draftId, createdBy: name, createdAt }
    await prisma.schedule.create({
      data: { ...made, action: 'publication', revision, dueAt: createdAt },
    })
    await prisma.previewLink.create({ data: { ...made, expiresAt: createdAt } })
    await prisma.rejectedSuggestion.create({
      data: { draftId, suggestion: 'x', rejectedBy: name, createdAt },
    })
    const filters = { events: [], regionIds: [], kinds: [] }
    const secrets = { secret: 'whsec_', formerSecrets: [] }
    const times = { createdAt, updatedAt: createdAt }
    const webhook = { ...filters, ...secrets, ...times, url: 'https://example.org/', version: 1 }
    await prisma.webhook.create({
      data: { ...webhook, id: newId(), enabled: true, createdBy: name },
    })
    const run = { id: newId(), holder: newId(), key: 'k', settings: {}, createdAt }
    const items = { create: { position: 0, hash: Buffer.alloc(32), result: { updatedBy: name } } }
    await prisma.importRun.create({ data: { ...run, finishedAt: createdAt, items } })
  }

  it('replaces it everywhere once its keys are revoked, and leaves an audit row without it', async () => {
    const token = await keyFor(running.database, 'editor', { name })
    await workAs(api(running.app, token))
    expect(await tablesWith('O’Canary')).toEqual([
      'api_key',
      'audit_entry',
      'draft',
      'idempotent_answer',
      'import_item',
      'preview_link',
      'region_revision',
      'rejected_suggestion',
      'review',
      'revision',
      'schedule',
      'webhook',
    ])
    const refused = await admin.post('/v1/editorial/purges').send({ author: name }).expect(409)
    expect(refused.body.errors).toMatchObject([{ pointer: '/author', code: 'key-in-use' }])
    const keyId = /The key (\S+)/.exec(refused.body.errors[0].detail)?.[1]
    await admin.delete(`/v1/keys/${keyId}`).expect(200)

    const { body, text } = await admin
      .post('/v1/editorial/purges')
      .set('Idempotency-Key', 'the-purge')
      .send({ author: name, replacement: 'somebody' })
      .expect(200)
    expect(text).not.toContain('O’Canary')
    expect(body.counts).toMatchObject({
      revisions: 1,
      regionRevisions: 1,
      drafts: 1,
      reviews: 1,
      schedules: 1,
      previewLinks: 1,
      rejections: 1,
      keys: 1,
      webhooks: 1,
      messages: 2,
      keptAnswers: 2,
    })
    expect(body.counts.auditEntries).toBeGreaterThan(1)
    expect(await tablesWith('O’Canary')).toEqual([])
    const { data } = (await editor.get(`${pathOf('named')}/revisions`).expect(200)).body
    expect(data[0]).toMatchObject({ author: 'somebody', message: 'Begun by somebody, for all.' })
    const audit = await admin.get('/v1/editorial/audit?action=person.purged').expect(200)
    expect(audit.body.data).toMatchObject([{ actor: 'the admin', target: { id: body.id } }])
  })

  it('leaves longer names and words alone that it is a part of', async () => {
    const annabel = api(running.app, await keyFor(running.database, 'editor', { name: 'Annabel' }))
    const body = { title: 'Annabelle', changeMessage: 'Ann and Annabel, Ann.' }
    await annabel.post('/v1/editorial/communities').send(body).expect(201)
    await admin.post('/v1/editorial/purges').send({ author: 'Ann' }).expect(200)
    const { data } = (await editor.get(`${pathOf('annabelle')}/revisions`).expect(200)).body
    expect(data[0]).toMatchObject({ author: 'Annabel', message: 'purged and Annabel, purged.' })
  })

  it('names what is wrong with the request', async () => {
    const wanted = { author: ' x', replacement: '', colour: 'red' }
    const { body } = await admin.post('/v1/editorial/purges').send(wanted).expect(422)
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer)
    expect(pointers.sort()).toEqual(['/author', '/colour', '/replacement'])
  })

  it('leaves revisions and audit immutable to everybody else', async () => {
    const { pool } = running.database
    for (const change of [
      `UPDATE editorial.revision SET author = 'x'`,
      `UPDATE editorial.region_revision SET author = 'x'`,
      `UPDATE editorial.audit_entry SET actor = 'x'`,
    ]) {
      await expect(pool.query(change)).rejects.toThrow(/immutable/)
    }
  })
})
