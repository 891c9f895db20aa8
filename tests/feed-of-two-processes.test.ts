import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { freshDatabase, type TestDatabase } from './support/database.ts'
import { RandomEdits, type SendEdit } from './support/editing-at-random.ts'
import { contentOf, savePublished } from './support/factories.ts'
import { keptMirror } from './support/kept-mirror.ts'
import { keyFor } from './support/keys.ts'
import { dump, sortedLines } from './support/mirror.ts'
import { misnamedEdges } from './support/misnamed.ts'
import { startServer } from './support/server.ts'
import { sized } from './support/size.ts'

type Server = Awaited<ReturnType<typeof startServer>>

const writers = 8
/** One a second for 20 minutes, as fast as the machine makes them. */
const edits = sized(60, 1200)
const kills = sized(1, 10)
const patience = { timeout: 120_000, interval: 10 }

let db: TestDatabase
let admin: string
let folder: string
let ids: string[]
let survivor: Server
let doomed: Server
const servers: Server[] = []

beforeAll(async () => {
  db = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'atlas-mirror-'))
  admin = await keyFor(db, 'admin')
  const titles = Array.from({ length: writers }, (_, n) => `Writer ${n}`)
  ids = []
  for (const title of titles) ids.push(await savePublished(db, contentOf({ title })))
  survivor = await start('survivor')
  doomed = await start('doomed')
  const town = { kind: 'city', names: { en: 'Sample Town' }, parent: 'JP' }
  await sendTo(() => survivor)('POST', '/regions', town)
})
afterAll(async () => {
  for (const { child, exit } of servers) {
    child.kill('SIGTERM')
    await exit
  }
  await db.close()
  await rm(folder, { recursive: true, force: true })
})

/** A server whose connections bear a name. What the factories publish is dated long ago. */
async function start(name: string): Promise<Server> {
  const url = new URL(db.url)
  url.searchParams.set('application_name', name)
  const server = await startServer({ DATABASE_URL: url.href, CHANGES_KEPT_DAYS: '0' })
  servers.push(server)
  return server
}

/** Sends to whichever server it is at the time. A refusal (a cycle, a name that is taken) is an edit as well. */
const sendTo =
  (server: () => Server): SendEdit =>
  async (method, path, body = {}) => {
    const answer = await fetch(`${server().url}/v1/editorial${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${admin}`,
        'If-Match': '*',
        'Content-Type': `application/${method === 'PATCH' ? 'merge-patch+' : ''}json`,
      },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    expect([200, 201, 204, 404, 409, 422], `${method} ${path}: ${text}`).toContain(answer.status)
    return answer
  }

let done = 0

/** Edits one community over and over through one of the servers. */
async function writeUntilDone(random: RandomEdits, n: number): Promise<void> {
  const send = sendTo(() => (n % 2 === 0 ? doomed : survivor))
  while (done < edits) {
    try {
      await random.edit(send, ids[n] ?? '')
      done += 1
    } catch (error) {
      // A broken connection is what those see whose server is killed; another one comes.
      if (!(error instanceof TypeError)) throw error
      await delay(50)
    }
  }
}

/** Kills the doomed server while it is inside the publishing transaction, at the entry into the feed. */
async function killWhilePublishing(): Promise<void> {
  const client = await db.pool.connect()
  try {
    for (let killed = false; !killed; ) {
      await client.query('BEGIN')
      await client.query('LOCK TABLE published.change IN SHARE MODE')
      const waiting = await vi.waitUntil(waitingWriter, patience)
      killed = waiting === 'doomed'
      if (killed) {
        doomed.child.kill('SIGKILL')
        await doomed.exit
      }
      await client.query('COMMIT')
    }
  } finally {
    client.release()
  }
  doomed = await start('doomed')
}

/** Who waits to write into the feed. What goes on stands still inside a transaction, so another connection looks. */
async function waitingWriter(): Promise<string | undefined> {
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT application_name AS name FROM pg_stat_activity WHERE datname = current_database()
     AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO published.change%'`,
  )
  return rows[0]?.name
}

function startMirror(): ChildProcess {
  const script = fileURLToPath(new URL('support/children/mirror.ts', import.meta.url))
  return fork(script, [survivor.url, folder], { execArgv: ['--import', 'tsx'] })
}

async function kill(mirror: ChildProcess): Promise<void> {
  const exited = once(mirror, 'exit')
  mirror.kill('SIGKILL')
  await exited
}

it(
  'lets a mirror miss nothing, while one of two publishing processes is killed inside its transaction, and the mirror too',
  async ({ annotate }) => {
    const random = new RandomEdits(writers)
    let mirror = startMirror()
    await vi.waitUntil(async () => keptMirror(folder).catch(() => null), patience)
    const began = performance.now()
    const killing = async () => {
      for (let n = 1; n <= kills; n += 1) {
        await vi.waitUntil(() => done >= (edits * n) / (kills + 1), patience)
        await killWhilePublishing()
        await kill(mirror)
        mirror = startMirror()
      }
    }
    await Promise.all([killing(), ...ids.map((_, n) => writeUntilDone(random, n))])
    const seconds = (performance.now() - began) / 1000
    await kill(mirror)

    const kept = await keptMirror(folder)
    const alone = kept.seqs.length
    await kept.follow(survivor.url)
    const rows = await db.prisma.change.findMany({ orderBy: { seq: 'asc' }, select: { seq: true } })
    const all = rows.map(({ seq }) => Number(seq))
    expect(all).toEqual(all.map((_, index) => index + 1))
    expect(kept.seqs).toEqual(all.slice(-kept.seqs.length))
    expect(kept.seqs.length).toBeGreaterThan(edits / 2)
    expect(await misnamedEdges(db.prisma)).toEqual([])
    expect(kept.sorted).toEqual(sortedLines(await dump(survivor.url)))
    await annotate(
      `${done} edits in ${seconds.toFixed(0)} s, ${kept.seqs.length} changes, of which the mirror had ${alone} at ` +
        `the end; a publishing process and the mirror were killed ${kills} times each`,
    )
  },
  sized(240_000, 900_000),
)
