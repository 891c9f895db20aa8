import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { contentOf, savePublished } from '../support/factories.ts'
import { type Receiver, startReceiver, verified, yes } from '../support/receiver.ts'
import { startWithWebhooks, type WithWebhooks } from '../support/webhooks.ts'

interface Entry {
  seq: number
  op: string
}

const soon = { timeout: 20_000, interval: 20 }

let receiver: Receiver
let running: WithWebhooks

beforeAll(async () => {
  receiver = await startReceiver()
  running = await startWithWebhooks({
    WEBHOOK_ALLOW: [receiver.host],
    WEBHOOK_RETRY_SECONDS: [0.1, 0.1, 0.1],
    WEBHOOK_TIMEOUT_SECONDS: 1,
    CHANGES_KEPT_DAYS: 0,
  })
})
afterAll(async () => {
  await running.close()
  await receiver.close()
})
beforeEach(() => {
  receiver.answer = yes
  receiver.received.length = 0
})

async function make(wanted: object = {}) {
  const { body, headers } = await running.admin
    .post('/v1/webhooks')
    .send({ url: receiver.url, ...wanted })
    .expect(201)
  return { id: String(body.id), secret: String(body.secret), etag: String(headers.etag) }
}

const remove = (id: string) =>
  running.admin.delete(`/v1/webhooks/${id}`).set('If-Match', '*').expect(200)

const deliveriesOf = async (id: string, query = '') =>
  (await running.admin.get(`/v1/webhooks/${id}/deliveries${query}`).expect(200)).body.data

const feed = async (): Promise<Entry[]> =>
  (await running.admin.get('/v1/changes?limit=100').expect(200)).body.data

describe('a change', () => {
  it('is told, signed, as the feed tells it', async () => {
    const { id, secret } = await make()
    await savePublished(running.database, contentOf({ title: 'Told of' }))
    await vi.waitUntil(() => receiver.received.length === 1, soon)
    const [got] = receiver.received
    const entry = (await feed()).at(-1)
    expect(got && verified(secret, got)).toEqual({
      type: 'community.published',
      timestamp: expect.stringMatching(/^2026-.*Z$/),
      data: entry,
    })
    expect(got?.headers['content-type']).toBe('application/json; charset=utf-8')
    await vi.waitUntil(async () => (await deliveriesOf(id, '?status=delivered')).length === 1, soon)
    const [delivery] = await deliveriesOf(id)
    expect(delivery).toMatchObject({ eventId: got?.id, seq: entry?.seq, nextTryAt: null })
    expect(delivery.tries).toMatchObject([{ status: 204, error: null, nextTryAt: null }])
    await remove(id)
  })
})
