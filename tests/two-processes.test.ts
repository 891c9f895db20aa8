import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { freshDatabase, type TestDatabase } from './support/database.ts'
import { contentOf, save, savePublished } from './support/factories.ts'
import { keyFor } from './support/keys.ts'
import { watchLag } from './support/lag.ts'
import { startServer } from './support/server.ts'
import { sized } from './support/size.ts'

type Server = Awaited<ReturnType<typeof startServer>>

let db: TestDatabase
let admin: string
let publishing: Server
let other: Server

beforeAll(async () => {
  db = await freshDatabase()
  admin = await keyFor(db, 'admin')
  ;[publishing, other] = await Promise.all([start(), start()])
})
afterAll(async () => {
  for (const { child, exit } of [publishing, other]) {
    child.kill('SIGTERM')
    await exit
  }
  await db.close()
})

const start = () => startServer({ DATABASE_URL: db.url })
const patience = { timeout: 120_000, interval: 50 }

async function write(method: string, path: string, body?: object) {
  const answer = await fetch(publishing.url + path, {
    method,
    headers: {
      Authorization: `Bearer ${admin}`,
      'If-Match': '*',
      ...(body
        ? { 'Content-Type': `application/${method === 'PATCH' ? 'merge-patch+' : ''}json` }
        : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  return JSON.parse(text)
}

const markOf = (n: number) => `Mark ${n}.`
const marked = (n: number) => ({
  title: markOf(n),
  tagline: markOf(n),
  sections: ['overview', 'history'].map((slug) => ({ slug, heading: markOf(n), body: markOf(n) })),
})

/** Every place that shows texts of the community that is published over and over. */
const places = [
  '/v1/communities/marked',
  '/v1/communities/marked.md',
  '/v1/communities/marked/sections',
  '/v1/communities/marked/sections/history',
  '/v1/communities?include=sections',
  '/v1/regions/japan/communities?fields=title,tagline',
  '/v1/communities/onlooker',
]

interface Acknowledged {
  mark: number
  atMs: number
}

/** Reads one place until it is told to stop; answers the marks that it saw. */
async function follow(place: string, acknowledged: Acknowledged[], stopped: AbortSignal) {
  const lag = watchLag()
  const seen = new Set<number>()
  while (!stopped.aborted) {
    const sentMs = performance.now()
    const answer = await fetch(place)
    const text = await answer.text()
    expect(answer.status, text).toBe(200)
    const marks = [...text.matchAll(/Mark (\d+)\./g)].map(([, n]) => Number(n))
    expect(new Set(marks).size, `${place} shows several revisions: ${text}`).toBe(1)
    const [mark = 0] = marks
    seen.add(mark)
    const oldest = acknowledged.findLast(({ atMs }) => atMs < sentMs - 1000 - lag.worstMs())
    expect(mark, `${place} is older than what was published a second ago`).toBeGreaterThanOrEqual(
      oldest?.mark ?? 0,
    )
  }
  lag.stop()
  return seen
}

describe('two processes on one database', () => {
  it(
    'show a publication within a second of its acknowledgement, and never two revisions at once',
    async () => {
      const sections = marked(0).sections.map((section) => ({
        ...section,
        kind: section.slug === 'history' ? ('history' as const) : ('overview' as const),
      }))
      await savePublished(db, contentOf({ ...marked(0), slug: 'marked', sections }))
      const reference = { relation: 'related_to', target: { community: 'marked' } } as const
      const onlooker = contentOf({
        title: 'Onlooker',
        regions: [{ region: 'peru', role: 'primary' }],
        crossReferences: [reference],
      })
      await savePublished(db, onlooker)

      const acknowledged: Acknowledged[] = []
      const done = new AbortController()
      const readers = [publishing, other].flatMap(({ url }) =>
        places.map((place) => follow(url + place, acknowledged, done.signal)),
      )
      const reading = Promise.all(readers)
      const writing = async () => {
        for (let mark = 1; mark <= sized(20, 500); mark += 1) {
          await write('PATCH', '/v1/editorial/communities/marked', marked(mark))
          await write('POST', '/v1/editorial/communities/marked/publication', {})
          acknowledged.push({ mark, atMs: performance.now() })
        }
        // What is read after this is younger than the last acknowledgement by more than a second.
        await delay(1500)
      }
      try {
        // A reader that sees what it must not ends the test at once.
        await Promise.race([writing(), reading])
      } finally {
        done.abort()
      }
      const last = acknowledged.at(-1)?.mark
      for (const seen of await reading) expect([...seen].at(-1)).toBe(last)
    },
    sized(120_000, 900_000),
  )

  it('refuse a key as soon as one of them has revoked it', async () => {
    const token = await keyFor(db, 'reader', { name: 'short-lived' })
    const ask = async ({ url }: Server) =>
      (await fetch(`${url}/v1/keys/current`, { headers: { Authorization: `Bearer ${token}` } }))
        .status
    expect([await ask(publishing), await ask(other)]).toEqual([200, 200])
    const { id } = await db.prisma.apiKey.findFirstOrThrow({ where: { name: 'short-lived' } })
    await write('DELETE', `/v1/keys/${id}`)
    expect([await ask(other), await ask(publishing)]).toEqual([401, 401])
  })

  it('take every scheduled step once', async () => {
    const ids: string[] = []
    for (let n = 0; n < 20; n += 1) {
      const slug = `scheduled-${n}`
      ids.push(await save(db, contentOf({ title: `Scheduled ${n}`, slug })))
      const order = { publication: { at: '2099-01-01T00:00:00Z' } }
      await write('PUT', `/v1/editorial/communities/${slug}/schedule`, order)
    }
    const draftId = { in: ids }
    await db.prisma.schedule.updateMany({ where: { draftId }, data: { dueAt: new Date() } })
    const isOver = async () => (await db.prisma.schedule.count({ where: { draftId } })) === 0
    await vi.waitUntil(isOver, patience)
    // Time for the other one to take a step again.
    await delay(1200)
    const publications = await db.prisma.auditEntry.groupBy({
      by: ['targetId'],
      where: { action: 'community.published', targetId: { in: ids } },
      _count: true,
    })
    expect(publications.map(({ _count }) => _count)).toEqual(ids.map(() => 1))
    const changes = await db.prisma.change.count({ where: { id: { in: ids } } })
    expect(changes).toBe(ids.length)
    expect(await db.prisma.community.count({ where: { id: { in: ids } } })).toBe(ids.length)
  })
})
