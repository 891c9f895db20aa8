import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { keyFor } from '../support/keys.ts'
import { type Receiver, startReceiver, status, verified, yes } from '../support/receiver.ts'
import { startServer } from '../support/server.ts'
import { sized } from '../support/size.ts'

type Server = Awaited<ReturnType<typeof startServer>>

const events = sized(200, 10_000)
const kills = sized(2, 20)
const requestsAtOnce = 4
const patience = { timeout: sized(60_000, 600_000), interval: 50 }

let db: TestDatabase
let key: string
let receiver: Receiver
let keeper: Server
const servers: Server[] = []

beforeAll(async () => {
  db = await freshDatabase()
  key = await keyFor(db, 'admin')
  receiver = await startReceiver()
  // Delivers nothing itself, so that whatever arrives came from a process that can be killed.
  keeper = await start({ WEBHOOKS_AT_ONCE: '0' })
})
afterAll(async () => {
  for (const { child, exit } of servers) {
    child.kill('SIGTERM')
    await exit
  }
  await receiver.close()
  await db.close()
})

/** 75 hours in a few minutes. */
const compressed = {
  WEBHOOK_RETRY_SECONDS: Array.from({ length: 40 }, (_, n) => Math.min(0.2 * 2 ** n, 8)).join(','),
  WEBHOOK_TIMEOUT_SECONDS: '1',
  WEBHOOK_REQUESTS: String(requestsAtOnce),
}

async function start(env: Record<string, string> = {}): Promise<Server> {
  const server = await startServer({
    DATABASE_URL: db.url,
    WEBHOOK_ALLOW: receiver.host,
    ...compressed,
    ...env,
  })
  servers.push(server)
  return server
}

async function send(method: string, path: string, type: string, body: string): Promise<string> {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': type }
  const answer = await fetch(`${keeper.url}/v1${path}`, { method, headers, body })
  expect(answer.ok, path).toBe(true)
  return answer.text()
}

/** Publishes so many communities, which is one event each. */
async function publishAll(count: number): Promise<void> {
  for (let from = 0; from < count; from += 1000) {
    const lines = Array.from({ length: Math.min(1000, count - from) }, (_, n) => {
      const title = `Told of ${from + n}`
      const sections = [{ kind: 'overview', body: `Words about ${title}.` }]
      const regions = [{ region: 'JP', role: 'primary' }]
      const slug = `told-of-${from + n}`
      return JSON.stringify({ slug, title, tagline: `About ${title}.`, regions, sections })
    })
    const path = '/editorial/imports?publish=true'
    const result = await send('POST', path, 'application/x-ndjson', lines.join('\n'))
    expect(result).toContain('"refused":0')
  }
}

const countOf = async (condition: string): Promise<number> => {
  const { rows } = await db.pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM editorial.webhook_delivery WHERE ${condition}`,
  )
  return rows[0]?.count ?? -1
}

/** What a receiver answers at each stage of its bad day; the first one is not there at all. */
const badDay = [
  (n: number) => (n % 3 === 0 ? status(500) : yes),
  // Takes the request and never answers.
  (n: number) => (n % 10 === 0 ? () => {} : yes),
]

it(
  `tells ${events} events to a receiver that was down, failed and hung, by workers killed ${kills} times`,
  async ({ annotate }) => {
    const webhook = JSON.stringify({ url: receiver.url, events: ['community.published'] })
    const { secret } = JSON.parse(await send('POST', '/webhooks', 'application/json', webhook))
    const port = Number(new URL(receiver.url).port)
    await receiver.close()
    let worker = await start()
    await publishAll(events)
    await vi.waitUntil(() => countOf('tries_made > 1').then((some) => some > 0), patience)

    receiver = await startReceiver(port)
    const { received } = receiver
    const yeses = new Map<string, number>()
    let stage = 0
    let verifications = 0
    receiver.answer = (one, reply) => {
      // At once, as receivers do: later its time would be over.
      verified(secret, one)
      verifications += 1
      const answer = badDay[stage]?.(received.length) ?? yes
      if (answer === yes) yeses.set(one.id, (yeses.get(one.id) ?? 0) + 1)
      answer(one, reply)
    }
    for (let kill = 0; kill < kills; kill += 1) {
      // Each time a share more has arrived, so that kills fall into all of the work.
      const share = (events * (kill + 1)) / (kills + 2)
      stage = kill < kills / 2 ? 0 : 1
      await vi.waitUntil(() => yeses.size >= share, patience)
      worker.child.kill('SIGKILL')
      await worker.exit
      worker = await start()
    }
    stage = badDay.length
    await vi.waitUntil(() => countOf(`status = 'delivered'`).then((n) => n === events), patience)

    const known = await db.pool.query<{ id: string }>(
      'SELECT event_id AS id FROM editorial.webhook_delivery',
    )
    const ids = known.rows.map(({ id }) => id)
    expect(ids.filter((id) => !yeses.has(id))).toEqual([])
    expect(yeses.size).toBe(events)
    expect(verifications).toBe(received.length)
    const twice = [...yeses.values()].reduce((sum, times) => sum + times - 1, 0)
    await annotate(`${received.length} requests, ${twice} events answered 2xx more than once`)
    // No kill can cost more than what is under way, and of many events that is next to nothing.
    expect(twice).toBeLessThanOrEqual(kills * requestsAtOnce)
    expect(twice).toBeLessThan(Math.max(events / 100, kills * requestsAtOnce * sized(1, 0)))
  },
  sized(120_000, 1_800_000),
)
