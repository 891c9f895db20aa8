import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, save, savePublished } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

interface Page {
  data: { id: string }[]
  page: { next: string | null }
}

let running: RunningApp
let token: string
let admin: ReturnType<typeof api>

beforeAll(async () => {
  running = await startApp()
  token = await keyFor(running.database, 'admin')
  admin = api(running.app, token)
})
afterAll(() => running.close())

const auditOf = async (query: string) =>
  (await admin.get(`/v1/editorial/audit?${query}`).expect(200)).body.data

describe('making a key', () => {
  it('shows the token once and stores only its hash', async () => {
    const { headers, body } = await admin
      .post('/v1/keys')
      .send({ name: 'Newsroom', role: 'editor' })
      .expect(201)
    expect(body.token).toMatch(/^atlas_[0-9a-f]{32}_[\w-]{43}$/)
    expect(headers.location).toBe(`/v1/keys/${body.id}`)
    const { body: list } = await admin.get('/v1/keys?limit=100').expect(200)
    expect(list.data).toContainEqual(expect.objectContaining({ id: body.id, name: 'Newsroom' }))
    // The secret may hold underscores itself.
    const secret = body.token.slice(-43)
    expect(JSON.stringify(list)).not.toContain(secret)
    const rows = await running.database.pool.query(
      `SELECT k::text || i::text AS row FROM editorial.api_key k
       LEFT JOIN editorial.audit_entry i ON i.target_id = k.id WHERE k.id = $1`,
      [body.id],
    )
    expect(rows.rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows.rows)).not.toContain(secret)
  })

  it('names every fault at once', async () => {
    const { body } = await admin
      .post('/v1/keys')
      .send({
        ...{ name: 'Wrong', role: 'admin', expiresAt: '2001-01-01T00:00:00Z' },
        ...{ regions: ['XQ'], communities: ['nobody'] },
      })
      .expect(422)
    const codes = body.errors.map(({ code }: { code: string }) => code)
    expect(codes).toEqual(['in-the-past', 'unlimited-role', 'unknown-region', 'unknown-community'])
  })

  it('refuses bodies that are too long, not JSON, or for another atlas', async () => {
    await admin.post('/v1/keys').type('text/csv').send('name').expect(415)
    await admin
      .post('/v1/keys')
      .type('application/json')
      .send(`{"name":"${'x'.repeat(2_000_001)}"}`)
      .expect(413)
    await admin.post('/v1/keys').type('application/json').send('{"name"').expect(400)
  })

  it('keeps its answer nowhere, so it takes no idempotency key', async () => {
    const { body } = await admin
      .post('/v1/keys')
      .set('Idempotency-Key', 'once')
      .send({ name: 'Twice', role: 'reader' })
      .expect(400)
    expect(body.errors).toMatchObject([{ parameter: 'Idempotency-Key' }])
    expect(await running.database.prisma.idempotentAnswer.count()).toBe(0)
    expect(await running.database.prisma.apiKey.count({ where: { name: 'Twice' } })).toBe(0)
  })
})

describe('a key', () => {
  it('tells its holder what it allows', async () => {
    const reader = api(running.app, await keyFor(running.database, 'reader', { name: 'Ada' }))
    const { body } = await reader.get('/v1/keys/current').expect(200)
    expect(body).toMatchObject({ type: 'key', name: 'Ada', role: 'reader', revokedAt: null })
  })

  it('ends at once when it is revoked, and the refusals are on record', async () => {
    const { body: made } = await admin.post('/v1/keys').send({ name: 'Brief', role: 'editor' })
    const brief = api(running.app, made.token)
    await brief.get('/v1/editorial/communities').expect(200)
    const { body } = await admin.delete(`/v1/keys/${made.id}`).expect(200)
    expect(body.revokedAt).not.toBeNull()
    await brief.get('/v1/editorial/communities').expect(401)
    await admin.delete(`/v1/keys/${made.id}`).expect(200)
    expect(await auditOf(`target=${made.id}`)).toMatchObject([
      { action: 'key.revoked', outcome: 'done', actor: 'the admin' },
      { action: 'key.created', outcome: 'done', actor: 'the admin' },
    ])
    const [login] = await auditOf('action=login&outcome=refused')
    expect(login).toMatchObject({
      actor: 'Brief',
      keyId: made.id,
      problem: 'unauthorized',
      address: '127.0.0.1',
    })
    expect(login.requestId).not.toBeNull()
    await admin.get(`/v1/keys/${made.id}`).expect(200)
    await admin.get('/v1/keys/0192f0c1-0000-7000-8000-000000000000').expect(404)
    await admin.delete('/v1/keys/0192f0c1-0000-7000-8000-000000000000').expect(404)
  })

  it('ends at its time', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
    const extras = { name: 'Short', expiresAt: inAnHour }
    const short = api(running.app, await keyFor(running.database, 'editor', extras))
    await short.get('/v1/keys/current').expect(200)
    // The time is moved, not awaited: no machine is too slow for that.
    await running.database.prisma.apiKey.updateMany({
      where: { name: 'Short' },
      data: { expiresAt: new Date() },
    })
    await short.get('/v1/keys/current').expect(401)
  })

  it.each(['', 'x', 'atlas_', `atlas_${'0'.repeat(32)}_${'A'.repeat(43)}`])(
    'is not “%s”',
    async (wrong) => {
      await api(running.app, wrong).get('/v1/keys/current').expect(401)
    },
  )

  it('is not an existing key with another secret', async () => {
    const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
    await api(running.app, forged).get('/v1/keys/current').expect(401)
  })
})

describe('a key that is limited', () => {
  it('sees and changes communities in its regions only', async () => {
    await save(running.database, contentOf({ title: 'In Japan' }))
    const french = contentOf({
      title: 'In France',
      regions: [{ region: 'france', role: 'primary' }],
    })
    await save(running.database, french)
    const limited = api(
      running.app,
      await keyFor(running.database, 'editor', { regions: ['asia'] }),
    )
    await limited.get('/v1/editorial/communities/in-japan').expect(200)
    await limited.get('/v1/editorial/communities/in-france').expect(404)
    const [refusal] = await auditOf('action=refused.getDraft')
    expect(refusal).toMatchObject({ outcome: 'refused', problem: 'not-found' })
    const { body } = await limited.get('/v1/editorial/communities?total=true&limit=100').expect(200)
    expect(body.data.map(({ slug }: { slug: string }) => slug)).toEqual(['in-japan'])
    expect(body.page.total).toBe(1)
    const change = { regions: [{ region: 'FR', role: 'primary' }] }
    await limited
      .patch('/v1/editorial/communities/in-japan')
      .set('If-Match', '*')
      .send(change)
      .expect(403)
    await limited.post('/v1/editorial/communities').send({ title: 'Nowhere yet' }).expect(403)
  })

  it('may be for one community', async () => {
    const id = await savePublished(running.database, contentOf({ title: 'Only mine' }))
    const limited = api(
      running.app,
      await keyFor(running.database, 'editor', { communities: [id] }),
    )
    await limited.get('/v1/editorial/communities/only-mine').expect(200)
    await limited.get('/v1/editorial/communities/in-japan').expect(404)
  })
})

describe('the record of what was done', () => {
  it('has one row for each change, with who, where and which revision, and none of the words', async () => {
    const editor = api(running.app, await keyFor(running.database, 'editor', { name: 'Grace' }))
    const { body } = await editor
      .post('/v1/editorial/communities')
      .send({ title: 'Recorded', tagline: 'Secret words.' })
      .expect(201)
    await editor
      .patch('/v1/editorial/communities/recorded')
      .set('If-Match', '"1"')
      .set('X-Change-Message', 'Better words')
      .send({ tagline: 'Other words.' })
      .expect(200)
    const rows = await auditOf(`target=${body.id}&actor=Grace`)
    expect(rows).toMatchObject([
      { action: 'community.updated', target: { slug: 'recorded', revision: 2 } },
      { action: 'community.created', target: { slug: 'recorded', revision: 1 } },
    ])
    expect(rows[0]).toMatchObject({ address: '127.0.0.1', outcome: 'done', problem: null })
    expect(JSON.stringify(rows)).not.toContain('words')
  })

  it('is paged without gaps and filtered', async () => {
    const seen: string[] = []
    let path: string | null = '/v1/editorial/audit?limit=3'
    while (path !== null) {
      const { body }: { body: Page } = await admin.get(path).expect(200)
      seen.push(...body.data.map(({ id }) => id))
      path = body.page.next && `/v1/editorial/audit?limit=3&cursor=${body.page.next}`
    }
    const { body } = await admin.get('/v1/editorial/audit?limit=100&total=true').expect(200)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe(body.page.total)
  })

  it('cannot be changed, not even by SQL', async () => {
    const change = running.database.pool.query(`UPDATE editorial.audit_entry SET action = 'x'`)
    await expect(change).rejects.toThrow('immutable')
    const removal = running.database.pool.query('DELETE FROM editorial.audit_entry')
    await expect(removal).rejects.toThrow('immutable')
  })
})
