import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { contentOf, publish, save, savePublished, takeBack } from '../support/factories.ts'
import { type Receiver, startReceiver, status, verified, yes } from '../support/receiver.ts'
import { startWithWebhooks, type WithWebhooks } from '../support/webhooks.ts'

const unknown = '0192f0c1-0000-7000-8000-000000000000'
const soon = { timeout: 30_000, interval: 20 }

let receiver: Receiver
let running: WithWebhooks

beforeAll(async () => {
  receiver = await startReceiver()
  running = await startWithWebhooks({
    WEBHOOK_ALLOW: [receiver.host],
    WEBHOOK_RETRY_SECONDS: [0.1, 0.1, 0.1],
    WEBHOOK_TIMEOUT_SECONDS: 1,
  })
})
afterAll(async () => {
  await running.close()
  await receiver.close()
})
beforeEach(async () => {
  receiver.answer = yes
  const { body } = await running.admin.get('/v1/webhooks?limit=100').expect(200)
  for (const { id } of body.data) await running.remove(id)
  receiver.received.length = 0
})

let made = 0
const publishOne = (extra: object = {}) => {
  made += 1
  return savePublished(running.database, contentOf({ title: `Event ${made}`, ...extra }))
}

const feed = async () => {
  const { body } = await running.admin.get('/v1/changes?limit=100').expect(200)
  return body as { data: { seq: number; op: string }[]; page: { next: string } }
}

const eventsOf = (secret: string): unknown[] =>
  receiver.received.map((one) => (verified(secret, one) as { type: string }).type)

describe('a change', () => {
  it('is told, signed, as the feed tells it', async () => {
    const { id, secret } = await running.make(receiver.url)
    await publishOne()
    const [delivery] = await running.settled(id, 'delivered')
    const [got] = receiver.received
    const entry = (await feed()).data.at(-1)
    expect(got && verified(secret, got)).toEqual({
      type: 'community.published',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: entry,
    })
    expect(got?.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(delivery).toMatchObject({ eventId: got?.id, seq: entry?.seq, nextTryAt: null })
    expect(delivery?.tries).toMatchObject([{ status: 204, error: null, nextTryAt: null }])
    const one = await running.admin.get(`/v1/webhooks/${id}/deliveries/${delivery?.id}`).expect(200)
    expect(one.body).toEqual(delivery)
    await running.admin.get(`/v1/webhooks/${id}/deliveries/${unknown}`).expect(404)
  })

  it('is told to those who want to hear of it, by what was so at that time', async () => {
    const inJapan = await running.make(receiver.url, { regions: ['asia'] })
    const withdrawn = await running.make(receiver.url, { events: ['community.withdrawn'] })
    const scenes = await running.make(receiver.url, { kinds: ['scene'] })
    const content = contentOf({ title: 'Moving', kind: 'scene' })
    const community = await savePublished(running.database, content)
    const french = contentOf({ ...content, regions: [{ region: 'france', role: 'primary' }] })
    await save(running.database, { ...french, kind: 'fandom' }, community)
    await publish(running.database, community)
    await takeBack(running.database, community)
    await vi.waitUntil(() => receiver.received.length === 4, soon)
    const told = async (id: string) => (await running.deliveriesOf(id)).map(({ event }) => event)
    expect((await told(inJapan.id)).sort()).toEqual(['community.published', 'community.updated'])
    expect(await told(withdrawn.id)).toEqual(['community.withdrawn'])
    expect(await told(scenes.id)).toEqual(['community.published'])
  })

  it('is told of regions too', async () => {
    const { id, secret } = await running.make(receiver.url, { kinds: ['city'] })
    const region = { kind: 'city', names: { en: 'Newtown' }, parent: 'JP' }
    const { body } = await running.admin.post('/v1/editorial/regions').send(region).expect(201)
    await running.settled(id, 'delivered')
    const path = `/v1/editorial/regions/${body.slug}`
    await running.admin.patch(path).set('If-Match', '*').send({ slug: 'new-town' }).expect(200)
    await running.settled(id, 'delivered', 2)
    expect(eventsOf(secret)).toEqual(['region.published', 'region.renamed'])
  })

  it('that does not come about is told to nobody', async () => {
    const { id } = await running.make(receiver.url)
    await save(running.database, contentOf({ title: 'Never' }))
    const publication = { operation: 'publishCommunity', ifMatch: '*', body: {} }
    const operations = ['never', 'nobody'].map((community) => ({ ...publication, community }))
    await running.admin.post('/v1/editorial/batch').send({ operations }).expect(404)
    await publishOne()
    await running.settled(id, 'delivered')
    expect(await running.deliveriesOf(id)).toHaveLength(1)
  })
})

describe('publishing', () => {
  it('goes on while webhooks come and go, and so do pings', async () => {
    let going = true
    const churn = Array.from({ length: 3 }, async () => {
      while (going) {
        const { id } = await running.make(receiver.url)
        const [pinged] = await Promise.all([
          running.admin.post(`/v1/webhooks/${id}/ping`),
          running.remove(id),
        ])
        expect([201, 404]).toContain(pinged.status)
      }
    })
    for (let n = 0; n < 15; n += 1) await publishOne()
    going = false
    await Promise.all(churn)
  })
})

describe('what does not arrive', () => {
  it('is tried again under the same id, with the same body', async () => {
    const { id, secret } = await running.make(receiver.url)
    receiver.answer = (one, reply) => (receiver.received.length < 3 ? status(500) : yes)(one, reply)
    await publishOne()
    const [delivery] = await running.settled(id, 'delivered')
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(1)
    expect(new Set(receiver.received.map((one) => one.body)).size).toBe(1)
    for (const one of receiver.received) verified(secret, one)
    expect(delivery?.tries.map((made) => made.status)).toEqual([500, 500, 204])
    expect(delivery?.tries[0]?.nextTryAt).not.toBeNull()
  })

  it('is given up after the last try, until somebody wants it tried again', async () => {
    const { id } = await running.make(receiver.url)
    receiver.answer = status(503)
    await publishOne()
    const [failed] = await running.settled(id, 'failed')
    expect(failed?.tries).toHaveLength(4)
    receiver.answer = yes
    const path = `/v1/webhooks/${id}/deliveries/${failed?.id}/retry`
    const { body } = await running.admin.post(path).set('Idempotency-Key', 'again').expect(200)
    expect(body.status).toBe('pending')
    const [delivered] = await running.settled(id, 'delivered')
    expect(delivered?.eventId).toBe(failed?.eventId)
    expect(delivered?.tries).toHaveLength(5)
    const repeated = await running.admin.post(path).set('Idempotency-Key', 'again').expect(200)
    expect(repeated.body).toEqual(body)
    await running.admin.post(`/v1/webhooks/${id}/deliveries/${unknown}/retry`).expect(404)
  })

  it('waits for as long as the receiver asks', async () => {
    const { id } = await running.make(receiver.url)
    receiver.answer = (one, reply) =>
      (receiver.received.length < 2 ? status(429, { 'Retry-After': '2' }) : yes)(one, reply)
    await publishOne()
    await running.settled(id, 'delivered')
    const [first, second] = receiver.received
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2000)
  })

  it('says why: a refused connection, a time that is over, a redirection', async () => {
    const { id } = await running.make(receiver.url)
    receiver.answer = (one, reply) => {
      if (receiver.received.length === 1) reply.socket?.destroy()
      else if (receiver.received.length === 3) yes(one, reply)
      // Else there is no answer at all.
    }
    await publishOne()
    const [delivery] = await running.settled(id, 'delivered')
    expect(delivery?.tries.map(({ error }) => error)).toEqual(['UND_ERR_SOCKET', 'timeout', null])
  })

  it('does not hold up others, and nobody gets more at once than is good', async () => {
    const other = await startReceiver()
    const crowd = await startWithWebhooks({
      WEBHOOK_ALLOW: [receiver.host, other.host],
      WEBHOOK_REQUESTS: 2,
      WEBHOOK_TIMEOUT_SECONDS: 60,
    })
    try {
      let open = 0
      let most = 0
      const held: (() => void)[] = []
      receiver.answer = (one, reply) => {
        open += 1
        most = Math.max(most, open)
        held.push(() => {
          open -= 1
          yes(one, reply)
        })
      }
      for (let n = 0; n < 8; n += 1) {
        await savePublished(crowd.database, contentOf({ title: `Held ${n}` }))
      }
      const bad = await crowd.make(receiver.url)
      const good = await crowd.make(other.url)
      for (const { id } of [bad, good]) {
        await crowd.admin.post(`/v1/webhooks/${id}/replay?since=2020-01-01T00:00:00Z`).expect(200)
      }
      await crowd.settled(good.id, 'delivered', 8)
      await vi.waitUntil(() => most === 2, soon)
      expect(held).toHaveLength(2)
      receiver.answer = yes
      for (const release of held) release()
      await crowd.settled(bad.id, 'delivered', 8)
      expect(most).toBe(2)
    } finally {
      await crowd.close()
      await other.close()
    }
  })

  it('goes behind others after its turn, however much is left for it', async () => {
    const other = await startReceiver()
    const lone = await startWithWebhooks({
      WEBHOOK_ALLOW: [receiver.host, other.host],
      WEBHOOK_REQUESTS: 1,
      WEBHOOKS_AT_ONCE: 1,
    })
    try {
      receiver.answer = (one, reply) => void setTimeout(() => yes(one, reply), 300)
      for (let n = 0; n < 40; n += 1) {
        await savePublished(lone.database, contentOf({ title: `Much ${n}` }))
      }
      const slow = await lone.make(receiver.url)
      await lone.admin.post(`/v1/webhooks/${slow.id}/replay?since=2020-01-01T00:00:00Z`).expect(200)
      await vi.waitUntil(() => receiver.received.length > 0, soon)
      const good = await lone.make(other.url)
      await lone.admin.post(`/v1/webhooks/${good.id}/ping`).expect(201)
      await vi.waitUntil(() => other.received.length > 0, soon)
      expect(receiver.received.length).toBeLessThan(40)
    } finally {
      await lone.close()
      await other.close()
    }
  })

  it('is left alone as a whole for as long as it asks', async () => {
    const { id } = await running.make(receiver.url)
    receiver.answer = (_, reply) => void reply.writeHead(503, { 'Retry-After': '3600' }).end()
    for (let n = 0; n < 8; n += 1) await publishOne()
    await running.admin.post(`/v1/webhooks/${id}/replay?since=2020-01-01T00:00:00Z`).expect(200)
    await vi.waitFor(async () => {
      const { rows } = await running.database.pool.query(
        `SELECT count(*)::int AS soon FROM editorial.webhook_delivery
         WHERE webhook_id = $1 AND next_try_at < now() + interval '50 minutes'`,
        [id],
      )
      expect(rows).toEqual([{ soon: 0 }])
    }, soon)
    // Those of the publications before, and those under way at once when it asked.
    expect(receiver.received.length).toBeLessThanOrEqual(8 + 4)
  })

  it('counts as arrived once the receiver says so, however much it goes on to say', async () => {
    const { id } = await running.make(receiver.url)
    let closed = 0
    receiver.answer = (_, reply) => {
      reply.writeHead(200)
      const more = setInterval(() => reply.write('x'.repeat(65_536)), 5)
      reply.on('close', () => {
        closed += 1
        clearInterval(more)
      })
    }
    await publishOne()
    await running.settled(id, 'delivered')
    await vi.waitUntil(() => closed === 1, soon)
  })
})

describe('a webhook that fails', () => {
  const disabled = async (id: string) => {
    await vi.waitUntil(async () => {
      const { body } = await running.admin.get(`/v1/webhooks/${id}`).expect(200)
      return body.enabled === false
    }, soon)
    const { body } = await running.admin.get(`/v1/webhooks/${id}`).expect(200)
    const audit = await running.admin.get(`/v1/editorial/audit?target=${id}&limit=1`).expect(200)
    return [body.disabledReason, audit.body.data[0].action, running.notices.at(-1)]
  }
  const enable = (id: string) =>
    running.admin
      .patch(`/v1/webhooks/${id}`)
      .set('If-Match', '*')
      .send({ enabled: true })
      .expect(200)

  it('is disabled at once where the receiver says that it is gone', async () => {
    const { id } = await running.make(receiver.url)
    receiver.answer = status(410)
    await publishOne()
    expect(await disabled(id)).toEqual(['gone', 'webhook.disabled_gone', 'gone'])
    expect(receiver.received).toHaveLength(1)
    // What happens now is not for it; what waited goes on once it is enabled.
    receiver.answer = yes
    await publishOne()
    const [waiting] = await running.settled(id, 'pending')
    await running.admin.post(`/v1/webhooks/${id}/deliveries/${waiting?.id}/retry`).expect(409)
    await running.admin.post(`/v1/webhooks/${id}/replay?since=2020-01-01T00:00:00Z`).expect(409)
    const ping = await running.admin.post(`/v1/webhooks/${id}/ping`).expect(201)
    await running.settled(id, 'delivered')
    expect(ping.body.event).toBe('ping')
    await enable(id)
    await running.settled(id, 'delivered', 2)
    expect(await running.deliveriesOf(id)).toHaveLength(2)
  })

  it('is disabled after days of nothing but failures', async () => {
    const { id } = await running.make(receiver.url)
    receiver.answer = status(500)
    await publishOne()
    await running.settled(id, 'failed')
    // The time is moved, not awaited.
    await running.database.pool.query(
      `UPDATE editorial.webhook SET failing_since = failing_since - interval '119 hours' WHERE id = $1`,
      [id],
    )
    await publishOne()
    await running.settled(id, 'failed', 2)
    await running.database.pool.query(
      `UPDATE editorial.webhook SET failing_since = failing_since - interval '1 hour' WHERE id = $1`,
      [id],
    )
    await publishOne()
    expect(await disabled(id)).toEqual(['failing', 'webhook.disabled_failing', 'failing'])
    receiver.answer = yes
    await enable(id)
    await running.settled(id, 'delivered')
    const { rows } = await running.database.pool.query(
      'SELECT failing_since FROM editorial.webhook',
    )
    expect(rows).toEqual([{ failing_since: null }])
  })
})

describe('a ping', () => {
  it('is sent once, and what came of it can be seen', async () => {
    const { id, secret } = await running.make(receiver.url)
    receiver.answer = status(418)
    const { headers, body } = await running.admin.post(`/v1/webhooks/${id}/ping`).expect(201)
    expect(headers.location).toBe(`/v1/webhooks/${id}/deliveries/${body.id}`)
    const [failed] = await running.settled(id, 'failed')
    expect(failed?.tries).toMatchObject([{ status: 418, nextTryAt: null }])
    expect(eventsOf(secret)).toEqual(['ping'])
  })
})

describe('a replay', () => {
  it('sends again what came since a time or a cursor, each under the id that it had', async () => {
    const { page } = await feed()
    await publishOne()
    await publishOne()
    const { id } = await running.make(receiver.url)
    await publishOne()
    const [delivery] = await running.settled(id, 'delivered')
    const replay = (since: string) =>
      running.admin.post(`/v1/webhooks/${id}/replay?since=${encodeURIComponent(since)}`)
    const { body } = await replay(page.next).expect(200)
    expect(body).toEqual({ type: 'webhook_replay', id, deliveries: 3 })
    await running.settled(id, 'delivered', 3)
    await vi.waitUntil(() => receiver.received.length === 4, soon)
    expect(receiver.received.filter((one) => one.id === delivery?.eventId)).toHaveLength(2)
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(3)
    const none = await replay('2999-01-01T00:00:00Z').expect(200)
    expect(none.body.deliveries).toBe(0)
    const all = await replay('2020-01-01T00:00:00Z').expect(200)
    expect(all.body.deliveries).toBeGreaterThan(3)
  })

  it('says where it cannot begin', async () => {
    const { id } = await running.make(receiver.url)
    const replay = (since: string) =>
      running.admin.post(`/v1/webhooks/${id}/replay?since=${encodeURIComponent(since)}`)
    const { body } = await replay('yesterday').expect(400)
    expect(body.errors).toMatchObject([{ parameter: 'since', code: 'invalid-since' }])
    await running.admin
      .post(`/v1/webhooks/${unknown}/replay?since=2020-01-01T00:00:00Z`)
      .expect(404)
    const { body: start } = await running.admin.get('/v1/changes?limit=1').expect(200)
    await running.database.pool.query('UPDATE published.feed_horizon SET seq = 2')
    await replay(start.page.next).expect(410)
    await running.database.pool.query('UPDATE published.feed_horizon SET seq = 0')
  })
})

describe('a new secret', () => {
  it('signs at once, and for a while the old one does too', async () => {
    const { id, secret: old } = await running.make(receiver.url)
    const rotated = await running.admin
      .post(`/v1/webhooks/${id}/secret`)
      .set('If-Match', '*')
      .expect(200)
    const secret = String(rotated.body.secret)
    await publishOne()
    await running.settled(id, 'delivered')
    const [both] = receiver.received
    if (!both) throw new Error('Nothing arrived.')
    verified(secret, both)
    verified(old, both)
    await running.database.pool.query(
      `UPDATE editorial.webhook SET former_secrets = jsonb_set(former_secrets, '{0,until}', '"2020-01-01T00:00:00Z"')`,
    )
    await publishOne()
    await running.settled(id, 'delivered', 2)
    const after = receiver.received[1]
    if (!after) throw new Error('Only one arrived.')
    verified(secret, after)
    expect(() => verified(old, after)).toThrow('No matching signature')
  })
})

describe('deliveries', () => {
  it('are paged and filtered, and forgotten when they are old', async () => {
    const { id } = await running.make(receiver.url)
    for (let n = 0; n < 3; n += 1) await publishOne()
    await running.settled(id, 'delivered', 3)
    const path = `/v1/webhooks/${id}/deliveries?limit=2&status=delivered`
    const first = await running.admin.get(`${path}&total=true`).expect(200)
    expect(first.body.page.total).toBe(3)
    const second = await running.admin.get(`${path}&cursor=${first.body.page.next}`).expect(200)
    const seen = [...first.body.data, ...second.body.data].map(({ seq }) => seq)
    expect(seen).toEqual(seen.toSorted((a, b) => b - a))
    expect(await running.deliveriesOf(id, '?status=failed')).toEqual([])
    await running.database.pool.query(
      `UPDATE editorial.webhook_delivery SET finished_at = finished_at - interval '31 days' WHERE seq = $1`,
      [seen[0]],
    )
    await running.restartWorkers()
    await running.settled(id, 'delivered', 2)
  })
})
