import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { command } from '../support/command.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { contentOf, publish, save, savePublished, takeBack } from '../support/factories.ts'
import { insertFiller } from '../support/filler.ts'
import { cursorOf, dump, linesOf, Mirror, sortedLines } from '../support/mirror.ts'
import { startServer } from '../support/server.ts'
import { sized } from '../support/size.ts'

let running: RunningApp
let db: TestDatabase
beforeAll(async () => {
  db = await freshDatabase()
  running = await startApp({ EXPORT_IDLE_SECONDS: 1 }, { database: db })
})
afterAll(async () => {
  await running.close()
  await db.close()
})

const patience = { timeout: 30_000, interval: 20 }
const get = (path: string) => api(running.app).get(path)
/** Connections that are inside a transaction. */
async function snapshotsHeld(): Promise<number> {
  const { rows } = await db.pool.query<{ held: number }>(
    `SELECT count(*)::int AS held FROM pg_stat_activity
     WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()`,
  )
  return rows[0]?.held ?? 0
}

/** Asks for an export and reads nothing of it. */
const askOnly = (url: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    httpGet(`${url}/v1/export`, resolve).on('error', reject)
  })

/** Makes what there is larger than what connections have room for on their way. */
async function widen() {
  for (let n = 0; n < 30; n += 1) await savePublished(db, contentOf({ title: `Wide ${n}` }))
  await db.pool.query(
    `UPDATE published.section_text SET body = repeat('Wide words. ', 200000) WHERE section_id IN (
       SELECT s.id FROM published.section s JOIN published.community c ON c.id = s.community_id
       WHERE c.slug LIKE 'wide-%')`,
  )
}

/** One of eight communities that link to each other, under a title that mostly differs from round to round. */
const busy = (n: number, round: number) =>
  contentOf({
    title: round % 3 === 0 ? `Busy ${n}` : `Busy ${n} in round ${round}`,
    slug: `busy-${n}`,
    sections: [{ body: `Round ${round}: [[busy-${(n + round) % 8}]], [[exported]].` }],
  })

/** Publishes and withdraws one half of them until told to stop. */
async function writeUntil(half: number, stopped: AbortSignal): Promise<void> {
  for (let round = 1; !stopped.aborted; round += 1) {
    const n = half * 4 + (round % 4)
    await save(db, busy(n, round))
    await publish(db, `busy-${n}`)
    if (round % 5 === 0) await takeBack(db, `busy-${n}`)
  }
}

/** That exported communities are what their profiles say. */
async function expectProfiles(exported: ReturnType<typeof linesOf>): Promise<void> {
  for (const { translations: _translations, ...community } of exported) {
    if (community.type !== 'community') continue
    const { body } = await get(`/v1/communities/${community.id}?locale=en`).expect(200)
    expect(body).toEqual(community)
  }
}

describe('an export', () => {
  it('has a manifest, regions after their parents, whole profiles, and where to go on', async () => {
    await savePublished(db, contentOf({ title: 'Known' }))
    const content = contentOf({
      title: 'Exported',
      translations: { es: { title: 'Exportado', tagline: 'Algo.' } },
      sections: [{ body: 'See [[known]].', translations: { es: { heading: 'R', body: 'Ver.' } } }],
      crossReferences: [{ relation: 'influenced_by', target: { community: 'known' } }],
    })
    await savePublished(db, content)
    const { text, headers } = await get('/v1/export').buffer(true).expect(200)
    expect(headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
      vary: 'Accept-Encoding',
    })
    const manifest = JSON.parse(text.split('\n')[0] ?? '')
    const lines = linesOf(text)
    const communities = lines.filter(({ type }) => type === 'community')
    const regions = lines.filter(({ type }) => type === 'region')
    expect(manifest).toMatchObject({
      type: 'manifest',
      schemaVersion: 1,
      counts: { regions: regions.length, communities: 2 },
    })
    expect(communities).toHaveLength(2)
    expect(lines.slice(0, regions.length)).toEqual(regions)
    const places = new Map(regions.map(({ id }, place) => [id, place]))
    const parents = z.array(z.looseObject({ id: z.string(), parentId: z.string().nullable() }))
    for (const { id, parentId } of parents.parse(regions)) {
      if (parentId) expect(places.get(parentId)).toBeLessThan(places.get(id) ?? 0)
    }
    const exported = communities.find(({ slug }) => slug === 'exported')
    const { body: profile } = await get('/v1/communities/exported?locale=en').expect(200)
    const { body: inSpanish } = await get('/v1/communities/exported?locale=es').expect(200)
    const { id, heading, body, wordCount, readingMinutes } = inSpanish.sections[0]
    const sections = [{ id, heading, body, wordCount, readingMinutes }]
    const { title, tagline } = inSpanish
    expect(exported).toEqual({ ...profile, translations: { es: { title, tagline, sections } } })
    expect(profile.crossReferences).toHaveLength(2)
    const { body: changes } = await get(`/v1/changes?cursor=${cursorOf(text)}`).expect(200)
    expect(changes.data).toEqual([])
  })

  it('comes packed where the client takes gzip, and in the forms of text that it asks for', async () => {
    const path = `${running.url}/v1/export?bodyFormat=html`
    const packed = await new Promise<Buffer>((resolve, reject) => {
      httpGet(path, { headers: { 'Accept-Encoding': 'gzip' } }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => resolve(Buffer.concat(chunks)))
        expect(answer.headers['content-encoding']).toBe('gzip')
      }).on('error', reject)
    })
    const plain = await get('/v1/export?bodyFormat=html')
      .set('Accept-Encoding', 'identity')
      .buffer(true)
      .expect(200)
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(gunzipSync(packed).toString()).toBe(plain.text)
    const exported = linesOf(plain.text).find(({ slug }) => slug === 'exported')
    const section = { html: expect.stringContaining('data-community="known"') }
    expect(exported).toMatchObject({ sections: [section] })
    expect(JSON.stringify(exported)).not.toContain('"body"')
  })

  it('answers HEAD without making it, and refuses what it does not know', async () => {
    const { headers } = await api(running.app).head('/v1/export').expect(200)
    expect(headers['content-type']).toBe('application/x-ndjson')
    await get('/v1/export?kind=scene').expect(400)
    await get('/v1/export').set('Accept', 'text/html').expect(406)
  })

  it('is the same to the byte from the command line, and from one time to the next', async () => {
    const { stdout, code } = await command(['export'], { DATABASE_URL: db.url })
    expect(code).toBe(0)
    const text = await dump(running.url)
    const withoutCursor = (all: string) => all.replace(/"cursor":"[^"]+"/, '')
    expect(withoutCursor(stdout)).toBe(withoutCursor(text))
    expect(await dump(running.url)).toBe(text)
    const folder = await mkdtemp(join(tmpdir(), 'atlas-export-'))
    const file = join(folder, 'atlas.ndjson.gz')
    const written = await command(['export', '--output', file], { DATABASE_URL: db.url })
    expect(written).toMatchObject({ code: 0, stdout: '' })
    expect(gunzipSync(await readFile(file)).toString()).toBe(stdout)
    await rm(folder, { recursive: true })
  })

  it('shows one state, and with the feed from its cursor makes the live atlas, while others write', async () => {
    for (let n = 0; n < 8; n += 1) await savePublished(db, busy(n, 0))
    const done = new AbortController()
    const writing = Promise.all([writeUntil(0, done.signal), writeUntil(1, done.signal)])
    const mirrors: Mirror[] = []
    for (let round = 0; round < sized(5, 15); round += 1) {
      const mirror = new Mirror()
      mirror.load(await dump(running.url))
      mirrors.push(mirror)
      for (const each of mirrors) await each.follow(running.url)
    }
    done.abort()
    await writing
    const live = sortedLines(await dump(running.url))
    for (const mirror of mirrors) {
      await mirror.follow(running.url)
      expect(mirror.sorted).toEqual(live)
    }
    await expectProfiles(live)
  }, 240_000)
})

describe('a client of an export', () => {
  it('that hangs up gives the connection back', async () => {
    await widen()
    const answer = await askOnly(running.url)
    expect(await snapshotsHeld()).toBe(1)
    answer.destroy()
    await vi.waitUntil(async () => (await snapshotsHeld()) === 0, patience)
  }, 120_000)

  it('that reads nothing is disconnected after the time for that', async () => {
    const answer = await askOnly(running.url)
    const broken = new Promise((resolve) => {
      answer.on('error', resolve)
    })
    await vi.waitUntil(async () => (await snapshotsHeld()) === 0, patience)
    answer.resume()
    await broken
  })

  it('is told to come back when too many are under way', async () => {
    const answers = [await askOnly(running.url), await askOnly(running.url)]
    const { headers } = await get('/v1/export').expect(503)
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    for (const answer of answers) answer.destroy()
    await vi.waitUntil(async () => (await snapshotsHeld()) === 0, patience)
    await vi.waitFor(async () => {
      const answer = await askOnly(running.url)
      answer.destroy()
      expect(answer.statusCode).toBe(200)
    }, patience)
  })
})

describe('an export of many profiles', () => {
  it('takes memory that does not grow with it', async ({ annotate }) => {
    const large = await freshDatabase()
    await insertFiller(large, sized(20_000, 100_000))
    const server = await startServer({ DATABASE_URL: large.url })
    const resident = async () => {
      const text = await (await fetch(`${server.url}/metrics`)).text()
      return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1])
    }
    const cold = await resident()
    await dump(server.url)
    const before = await resident()
    const began = performance.now()
    const done = new AbortController()
    const watching = (async () => {
      let most = 0
      while (!done.signal.aborted) {
        most = Math.max(most, await resident())
        // Asking takes memory too.
        await delay(250)
      }
      return most
    })()
    let bytes = 0
    for (let round = 0; round < 3; round += 1) bytes += (await dump(server.url)).length
    const seconds = (performance.now() - began) / 1000
    done.abort()
    const most = await watching
    await annotate(
      `${bytes} bytes in ${seconds.toFixed(1)} s; memory: ${cold} at first, ${before} after one export, ${most} at most`,
    )
    expect(most - cold).toBeLessThan(64 * 1024 * 1024)
    server.child.kill('SIGTERM')
    await server.exit
    await large.close()
  }, 400_000)
})
