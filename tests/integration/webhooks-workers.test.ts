import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/database/open.ts'
import { startDeliveries } from '../../src/integration/webhooks/sending/workers.ts'
import { contentOf, savePublished } from '../support/factories.ts'
import { startProxy } from '../support/proxy.ts'
import { type Receiver, startReceiver, yes } from '../support/receiver.ts'
import { startServer } from '../support/server.ts'
import { sized } from '../support/size.ts'
import { startWithWebhooks, type WithWebhooks } from '../support/webhooks.ts'

const soon = { timeout: 30_000, interval: 20 }

let receiver: Receiver
let running: WithWebhooks

beforeAll(async () => {
  receiver = await startReceiver()
  running = await startWithWebhooks({
    WEBHOOK_ALLOW: [receiver.host],
    WEBHOOK_RETRY_SECONDS: [0.1, 0.1, 0.1],
  })
})
afterAll(async () => {
  await running.close()
  await receiver.close()
})
afterEach(async () => {
  receiver.answer = yes
  const { body } = await running.admin.get('/v1/webhooks').expect(200)
  for (const { id } of body.data) await running.remove(id)
  receiver.received.length = 0
})

const publishMany = async (name: string, count: number) => {
  for (let n = 0; n < count; n += 1) {
    await savePublished(running.database, contentOf({ title: `${name} ${n}` }))
  }
}

it('processes share the work, and send nothing twice', async () => {
  const config = { ...readConfig({}), WEBHOOK_ALLOW: [receiver.host] }
  const told = { warn: () => {}, notice: () => {} }
  const others = [1, 2].map(() => startDeliveries(running.database, config, told))
  try {
    const hooks = [await running.make(receiver.url), await running.make(receiver.url)]
    await publishMany('Shared', 20)
    for (const { id } of hooks) await running.settled(id, 'delivered', 20)
    expect(receiver.received).toHaveLength(40)
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(40)
  } finally {
    await Promise.all(others.map((other) => other.stop()))
  }
})

it('goes on when its connections to the database were cut', async () => {
  const { id } = await running.make(receiver.url)
  await publishMany('Before', 1)
  await running.settled(id, 'delivered')
  const { rowCount } = await running.database.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'atlas worker%'`,
  )
  expect(rowCount).toBeGreaterThan(1)
  await publishMany('After', 3)
  await running.settled(id, 'delivered', 4)
  expect(receiver.received).toHaveLength(4)
})

// One that hangs takes as long as the patience of all that waits for it.
const outages = (['refuse', 'hang'] as const).slice(0, sized(1, 2))
it.each(outages)('outlives a database whose connections %s', async (fail) => {
  await running.stopWorkers()
  const { database } = running
  const proxy = await startProxy(database.url)
  const config = { ...readConfig({}), WEBHOOK_ALLOW: [receiver.host] }
  const outage: unknown[] = []
  const throughProxy = await openDatabase({ DATABASE_URL: proxy.url, DATA_DIR: 'unused' })
  const workers = startDeliveries(throughProxy, config, {
    warn: (error) => outage.push(error),
    notice: () => {},
  })
  try {
    const { id } = await running.make(receiver.url)
    receiver.answer = (one, reply) => {
      // Just before it would be put on record that it arrived.
      if (receiver.received.length === 1) proxy[fail](true)
      yes(one, reply)
    }
    await publishMany(`As connections ${fail}`, 3)
    // What is told first is that the workers’ own connection fails.
    await vi.waitUntil(() => outage.length > 0, { ...soon, timeout: 60_000 })
    proxy[fail](false)
    await running.settled(id, 'delivered', 3)
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(3)
  } finally {
    await workers.stop()
    await proxy.close()
    await throughProxy.close()
    await running.restartWorkers()
  }
})

it('a process that is told to stop ends what it is at', async () => {
  await running.stopWorkers()
  const server = await startServer({
    DATABASE_URL: running.database.url,
    WEBHOOK_ALLOW: receiver.host,
    CHANGES_KEPT_DAYS: '0',
  })
  receiver.answer = (one, reply) => setTimeout(() => yes(one, reply), 700)
  const { id } = await running.make(receiver.url)
  await publishMany('Slow', 1)
  await vi.waitUntil(() => receiver.received.length === 1, soon)
  server.child.kill('SIGTERM')
  expect(await server.exit).toEqual({ code: 0, signal: null })
  expect(await running.deliveriesOf(id, '?status=delivered')).toHaveLength(1)
  await running.restartWorkers()
})
