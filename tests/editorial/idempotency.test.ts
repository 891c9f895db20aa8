import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { keyFor } from '../support/keys.ts'
import { sized } from '../support/size.ts'

let running: RunningApp
let token: string
let editor: ReturnType<typeof api>
let other: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  token = await keyFor(running.database, 'editor')
  editor = api(running.app, token)
  other = api(running.app, await keyFor(running.database, 'editor', { name: 'another' }))
})
afterAll(() => running.close())

const path = '/v1/editorial/communities'

const create = (key: string, body: object, by = editor) =>
  by.post(path).set('Idempotency-Key', key).send(body)

const counts = async () => {
  const { prisma } = running.database
  return {
    drafts: await prisma.draft.count(),
    revisions: await prisma.revision.count(),
    audited: await prisma.auditEntry.count({ where: { action: 'community.created' } }),
    kept: await prisma.idempotentAnswer.count(),
  }
}

describe('an idempotency key', () => {
  it('has one effect and one answer, however many duplicates come at once', async () => {
    const [keys, duplicates] = [sized(50, 1000), 20]
    const before = await counts()
    for (let n = 0; n < keys; n += 1) {
      const key = randomUUID()
      const answers = await Promise.all(
        Array.from({ length: duplicates }, () => sendOnce(key, { title: `Only one ${n}` })),
      )
      expect(answers[0]).toMatchObject({ status: 201, etag: '"1"' })
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    }
    const after = await counts()
    expect(after).toEqual({
      drafts: before.drafts + keys,
      revisions: before.revisions + keys,
      audited: before.audited + keys,
      kept: before.kept + keys,
    })
  }, 1_800_000)

  it('holds for many keys at once, on fewer connections than requests', async () => {
    const before = await counts()
    const keys = Array.from({ length: 10 }, () => randomUUID())
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        const key = keys[n % keys.length] ?? ''
        return { key, ...(await sendOnce(key, { title: `Among ${key}` })) }
      }),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(keys.length)
    const { drafts, revisions } = await counts()
    expect([drafts - before.drafts, revisions - before.revisions]).toEqual([10, 10])
  }, 60_000)

  it('is refused for another body', async () => {
    const key = randomUUID()
    await create(key, { title: 'First body' }).expect(201)
    const { body } = await create(key, { title: 'Second body' }).expect(422)
    expect(body.type).toBe('/problems/idempotency-key-reused')
    await create(key, { title: 'First body' }).expect(201)
  })

  it('keeps no refusal: what failed can be sent again', async () => {
    const key = randomUUID()
    await create(key, { title: ' blanks' }).expect(422)
    await create(key, { title: 'x', regions: [{ region: 'XQ', role: 'primary' }] }).expect(422)
    await create(key, { title: 'Mended' }).expect(201)
  })

  it('means something else for another holder', async () => {
    const key = randomUUID()
    await create(key, { title: 'Mine' }).expect(201)
    const { body } = await create(key, { title: 'Theirs' }, other).expect(201)
    expect(body).toMatchObject({ slug: 'theirs', createdBy: 'another' })
  })

  it('means something else for another route', async () => {
    const key = randomUUID()
    await create(key, { title: 'By one route' }).expect(201)
    const operations = [{ operation: 'createCommunity', body: { title: 'By another route' } }]
    await editor
      .post('/v1/editorial/batch')
      .set('Idempotency-Key', key)
      .send({ operations })
      .expect(200)
  })

  it('is forgotten after a day', async () => {
    const key = randomUUID()
    await create(key, { title: 'Long ago' }).expect(201)
    const createdAt = new Date(Date.now() - 24 * 60 * 60 * 1000)
    await running.database.prisma.idempotentAnswer.updateMany({
      where: { key },
      data: { createdAt },
    })
    await create(key, { title: 'Much later' }).expect(201)
  })

  it('is malformed when it is empty or not ASCII', async () => {
    const { body } = await create('with blanks', { title: 'x' }).expect(400)
    expect(body.errors).toMatchObject([{ parameter: 'Idempotency-Key' }])
  })

  it('answers 409 with Retry-After where the first request takes longer than ten seconds', async () => {
    const key = randomUUID()
    const first = new pg.Client({ connectionString: running.database.url })
    await first.connect()
    try {
      const { rows } = await first.query('SELECT id::text FROM editorial.api_key WHERE name = $1', [
        'the editor',
      ])
      const name = JSON.stringify(['idempotency', rows[0]?.id, `POST ${path}`, key])
      await first.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name])
      const { headers, body } = await create(key, { title: 'Waited' }).expect(409)
      expect(body.type).toBe('/problems/request-in-progress')
      expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    } finally {
      await first.end()
    }
    await create(key, { title: 'Waited' }).expect(201)
  }, 30_000)
})

/** All of an answer that must be the same for every duplicate. */
async function sendOnce(key: string, body: object) {
  const response = await fetch(running.url + path, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': key,
    },
    body: JSON.stringify(body),
  })
  const { status, headers } = response
  const [etag, location] = [headers.get('etag'), headers.get('location')]
  return { status, etag, location, text: await response.text() }
}
