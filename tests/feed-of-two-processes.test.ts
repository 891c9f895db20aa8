import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { freshDatabase, type TestDatabase } from './support/database.ts'
import { contentOf, savePublished } from './support/factories.ts'
import { keyFor } from './support/keys.ts'
import { dump, Mirror, sortedLines } from './support/mirror.ts'
import { startServer } from './support/server.ts'
import { sized } from './support/size.ts'

type Server = Awaited<ReturnType<typeof startServer>>

const writers = 4
const kills = sized(3, 10)
const patience = { timeout: 60_000, interval: 10 }

let db: TestDatabase
let admin: string
let survivor: Server
let servers: Server[]

beforeAll(async () => {
  db = await freshDatabase()
  admin = await keyFor(db, 'admin')
  for (let n = 0; n < writers; n += 1) await savePublished(db, contentOf({ title: `Writer ${n}` }))
  survivor = await start()
  servers = [survivor]
})
afterAll(async () => {
  for (const { child, exit } of servers) {
    child.kill('SIGTERM')
    await exit
  }
  await db.close()
})

// What the factories publish is dated long ago.
const start = () => startServer({ DATABASE_URL: db.url, CHANGES_KEPT_DAYS: '0' })

/** Answers the body, or null where the server broke off. */
async function send(server: Server, method: string, path: string, body: object) {
  const patch = method === 'PATCH' ? 'merge-patch+' : ''
  const headers = {
    Authorization: `Bearer ${admin}`,
    'If-Match': '*',
    'Content-Type': `application/${patch}json`,
  }
  const answer = await fetch(`${server.url}/v1/editorial/communities${path}`, {
    method,
    headers,
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
}

let round = 0

/** Publishes one community through one process over and over, until told to stop or cut off. */
async function publishUntil(server: Server, n: number, stopped: AbortSignal): Promise<void> {
  try {
    while (!stopped.aborted) {
      round += 1
      const other = `writer-${(n + round) % writers}`
      const sections = [{ slug: 'overview', heading: 'O', body: `In ${round} to [[${other}]].` }]
      const title = `Writer ${n} of ${round}`
      await send(server, 'PATCH', `/writer-${n}`, { title, sections })
      await send(server, 'POST', `/writer-${n}/publication`, {})
    }
  } catch (error) {
    // A broken connection is what those wait for whose process is killed.
    if (!(error instanceof TypeError)) throw error
  }
}

/** Kills a process while it is inside the publishing transaction, at the entry into the feed. */
async function killWhilePublishing(server: Server): Promise<void> {
  const client = await db.pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('LOCK TABLE published.change IN SHARE MODE')
    await vi.waitUntil(async () => {
      // What goes on elsewhere stands still inside a transaction, so another connection looks.
      const { rows } = await db.pool.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
         AND query LIKE '%INSERT INTO published.change%'`,
      )
      return rows.length > 0
    }, patience)
    server.child.kill('SIGKILL')
    await server.exit
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

it(
  'tells followers everything in order, while one of two publishing processes is killed inside its transaction',
  async () => {
    const mirror = new Mirror()
    mirror.load(await dump(survivor.url))
    const followed = new AbortController()
    const following = (async () => {
      while (!followed.signal.aborted) await mirror.step(survivor.url, 1)
    })()
    for (let kill = 0; kill < kills; kill += 1) {
      const doomed = await start()
      servers.push(doomed)
      const done = new AbortController()
      // Only the doomed one publishes at first, so that it is the one that waits inside its transaction.
      const work = [0, 1].map((n) => publishUntil(doomed, n, done.signal))
      await killWhilePublishing(doomed)
      work.push(...[2, 3].map((n) => publishUntil(survivor, n, done.signal)))
      const before = await db.prisma.change.count()
      await vi.waitUntil(async () => (await db.prisma.change.count()) > before + 4, patience)
      done.abort()
      await Promise.all(work)
    }
    followed.abort()
    await following
    await mirror.follow(survivor.url)

    const rows = await db.prisma.change.findMany({ orderBy: { seq: 'asc' }, select: { seq: true } })
    const all = rows.map(({ seq }) => Number(seq))
    expect(all).toEqual(all.map((_, index) => index + 1))
    expect(mirror.seqs).toEqual(all.slice(-mirror.seqs.length))
    expect(mirror.seqs.length).toBeGreaterThan(kills * 4)
    expect(mirror.sorted).toEqual(sortedLines(await dump(survivor.url)))
  },
  sized(240_000, 900_000),
)
