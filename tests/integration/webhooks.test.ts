import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { keyFor } from '../support/keys.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { startWithWebhooks, type WithWebhooks } from '../support/webhooks.ts'

const unknown = '/v1/webhooks/0192f0c1-0000-7000-8000-000000000000'

let receiver: Receiver
let running: WithWebhooks
let log = ''

beforeAll(async () => {
  receiver = await startReceiver()
  running = await startWithWebhooks({
    WEBHOOK_ALLOW: [receiver.host],
    LOG_LEVEL: 'trace',
    logger: {
      write: (line) => {
        log += line
      },
    },
  })
})
afterAll(async () => {
  await running.close()
  await receiver.close()
})

const auditOf = async (id: string): Promise<string[]> => {
  const { body } = await running.admin.get(`/v1/editorial/audit?target=${id}`).expect(200)
  return body.data.map(({ action }: { action: string }) => action)
}

describe('making a webhook', () => {
  it('shows the secret once, and lets it reach no log, record or later answer', async () => {
    const { headers, body } = await running.admin
      .post('/v1/webhooks')
      .send({ url: receiver.url, regions: ['JP', 'japan', 'europe'], kinds: ['fandom'] })
      .expect(201)
    expect(body).toMatchObject({ url: receiver.url, enabled: true, kinds: ['fandom'] })
    expect(body.events).toHaveLength(10)
    expect(body.regions).toHaveLength(2)
    expect(body.secret).toMatch(/^whsec_[\w+/]{43}=$/)
    expect(headers.location).toBe(`/v1/webhooks/${body.id}`)
    const one = await running.admin.get(`/v1/webhooks/${body.id}`).expect(200)
    const { secret: _, ...rest } = body
    expect(one.body).toEqual(rest)
    expect(one.headers.etag).toBe(headers.etag)
    const list = await running.admin.get('/v1/webhooks').expect(200)
    expect(list.body.data).toContainEqual(rest)
    await running.admin.post(`/v1/webhooks/${body.id}/ping`).expect(201)
    await running.settled(body.id, 'delivered')
    const { rows } = await running.database.pool.query(
      `SELECT a::text AS row FROM editorial.audit_entry a UNION ALL
       SELECT d::text FROM editorial.webhook_delivery d UNION ALL
       SELECT convert_from(i.body, 'UTF8') FROM editorial.idempotent_answer i UNION ALL
       SELECT j.payload::text FROM graphile_worker._private_jobs j`,
    )
    expect(rows.length).toBeGreaterThan(1)
    const bare = body.secret.slice('whsec_'.length)
    expect(JSON.stringify(rows)).not.toContain(bare)
    expect(log).toContain('/v1/webhooks')
    expect(log).not.toContain(bare)
  })

  it('is put on record, as all that is done with it', async () => {
    const { id } = await running.make(receiver.url)
    const path = `/v1/webhooks/${id}`
    const patch = { enabled: false }
    await running.admin.patch(path).set('If-Match', '*').send(patch).expect(200)
    await running.admin.post(`${path}/secret`).set('If-Match', '*').expect(200)
    await running.admin.post(`${path}/ping`).expect(201)
    await running.remove(id)
    expect(await auditOf(id)).toEqual([
      ...['webhook.deleted', 'webhook.pinged', 'webhook.secret_rotated'],
      ...['webhook.updated', 'webhook.created'],
    ])
  })

  it('names every fault at once', async () => {
    const { body } = await running.admin
      .post('/v1/webhooks')
      .send({ url: 'http://user:word@127.0.0.1:9/', regions: ['JP', 'XQ'] })
      .expect(422)
    expect(body.errors).toMatchObject([
      { pointer: '/url', code: 'credentials-in-url' },
      { pointer: '/url', code: 'insecure-url' },
      { pointer: '/url', code: 'forbidden-address' },
      { pointer: '/regions/1', code: 'unknown-region' },
    ])
    const wrong = { url: receiver.url, events: ['community.eaten'], kinds: ['planet'], secret: 'x' }
    await running.admin.post('/v1/webhooks').send(wrong).expect(422)
  })

  it('keeps its answer nowhere, so it takes no idempotency key', async () => {
    await running.admin
      .post('/v1/webhooks')
      .set('Idempotency-Key', 'once')
      .send({ url: receiver.url })
      .expect(400)
  })

  it('is for admins', async () => {
    const editor = api(running.app, await keyFor(running.database, 'editor'))
    await editor.get('/v1/webhooks').expect(404)
    await api(running.app).get('/v1/webhooks').expect(401)
  })
})

describe('a webhook', () => {
  it('is changed by those who know how it is', async () => {
    const { id } = await running.make(receiver.url)
    const path = `/v1/webhooks/${id}`
    const { headers } = await running.admin.get(path).expect(200)
    const etag = String(headers.etag)
    const send = (patch: object, ifMatch: string) =>
      running.admin.patch(path).set('If-Match', ifMatch).send(patch)
    await running.admin.patch(path).send({ enabled: false }).expect(428)
    const changed = await send({ kinds: ['scene'], regions: ['FR'] }, etag).expect(200)
    expect(changed.body).toMatchObject({ kinds: ['scene'], url: receiver.url })
    const stale = await send({ kinds: [] }, etag).expect(412)
    expect(stale.headers.etag).toBe(changed.headers.etag)
    const same = await send({ kinds: ['scene'] }, '*').expect(200)
    expect(same.headers.etag).toBe(changed.headers.etag)
    await send({ url: 'https://127.0.0.1/' }, '*').expect(422)
    await send({ url: null }, '*').expect(422)
    const off = await send({ enabled: false }, '*').expect(200)
    expect(off.body.disabledReason).toBe('requested')
    const on = await send({ enabled: true }, '*').expect(200)
    expect(on.body.disabledReason).toBeNull()
    await running.admin.patch(unknown).set('If-Match', '*').send({}).expect(404)
  })

  it('is deleted, and its secret replaced, by those who know how it is', async () => {
    const { id } = await running.make(receiver.url)
    const path = `/v1/webhooks/${id}`
    await running.admin.post(`${path}/secret`).expect(428)
    await running.admin.post(`${path}/secret`).set('If-Match', '"0"').expect(412)
    await running.admin.post(`${unknown}/secret`).set('If-Match', '*').expect(404)
    await running.admin.delete(path).expect(428)
    await running.admin.delete(path).set('If-Match', '"0"').expect(412)
    await running.remove(id)
    await running.admin.delete(path).set('If-Match', '*').expect(404)
    await running.admin.get(path).expect(404)
    await running.admin.get(`${path}/deliveries`).expect(404)
    await running.admin.post(`${path}/ping`).expect(404)
  })

  it('stands in a list that is paged', async () => {
    for (let n = 0; n < 3; n += 1) await running.make(receiver.url)
    const seen: string[] = []
    let path: string | null = '/v1/webhooks?limit=2'
    while (path !== null) {
      const { body }: { body: { data: { id: string }[]; page: { next: string | null } } } =
        await running.admin.get(path).expect(200)
      seen.push(...body.data.map(({ id }) => id))
      path = body.page.next && `/v1/webhooks?limit=2&cursor=${body.page.next}`
    }
    const { body } = await running.admin.get('/v1/webhooks?limit=1&total=true').expect(200)
    expect(seen.length).toBe(body.page.total)
    expect(seen).toEqual([...new Set(seen)].sort())
  })
})
