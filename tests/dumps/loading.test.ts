import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { loadSecret } from '../../src/database/secrets.ts'
import { sealFeedCursor } from '../../src/delivery/feed/cursor.ts'
import { exportLines } from '../../src/delivery/feed/export/service.ts'
import { carriedTables, leftOutTables } from '../../src/dumps/editorial/tables.ts'
import { editorialLines } from '../../src/dumps/editorial/writing.ts'
import { DumpFault } from '../../src/dumps/fault.ts'
import { loadDump } from '../../src/dumps/service.ts'
import { CursorSeal } from '../../src/http/pagination.ts'
import { command, startCommand } from '../support/command.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { contentOf, savePublished, siteUrl, tester } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'
import { liveIn } from '../support/lived-in.ts'
import { startServer } from '../support/server.ts'

type Server = Awaited<ReturnType<typeof startServer>>

let folder: string
let original: TestDatabase
let server: Server
let admin: string
const opened: TestDatabase[] = []
const started: Server[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-dumps-'))
  original = await fresh()
  server = await serve(original)
  admin = await liveIn(original, server.url)
  await dumped(original, 'public.ndjson')
  await dumped(original, 'whole.ndjson', '--editorial')
})
afterAll(async () => {
  for (const { child, exit } of started) {
    child.kill('SIGTERM')
    await exit
  }
  for (const db of opened) await db.close()
  await rm(folder, { recursive: true, force: true })
})

async function fresh(): Promise<TestDatabase> {
  const db = await freshDatabase()
  opened.push(db)
  return db
}

async function serve(db: TestDatabase): Promise<Server> {
  const running = await startServer({ ...environment(db), CHANGES_KEPT_DAYS: '0' })
  started.push(running)
  return running
}

const environment = (db: TestDatabase) => ({ DATABASE_URL: db.url, SITE_URL: siteUrl })
const at = (name: string) => join(folder, name)
const read = (name: string) => readFile(at(name), 'utf8')
const atlas = (db: TestDatabase, ...args: string[]) => command(args, environment(db))

/** Everything of an atlas, or everything public, as its export has it. */
async function dumpOf(db: TestDatabase, kind: 'whole' | 'public'): Promise<string> {
  const seal = new CursorSeal(await loadSecret(db.pool, 'cursor'))
  const cursorAfter = (seq: number) => sealFeedCursor(seal, seq)
  const lines =
    kind === 'whole'
      ? editorialLines(db.pool)
      : exportLines(db.pool, { bodies: ['markdown'], cursorAfter })
  let text = ''
  for await (const chunk of lines) text += chunk.toString()
  return text
}

/** Exports into a file by the command line; answers what it holds. */
async function dumped(db: TestDatabase, name: string, ...options: string[]): Promise<string> {
  const { code, stderr } = await atlas(db, 'export', '--output', at(name), ...options)
  expect(code, stderr).toBe(0)
  return name.endsWith('.gz') ? '' : read(name)
}

/** Loads a file as the command does, without the time that a process takes to start. */
const load = (db: TestDatabase, name: string) =>
  loadDump(db, at(name), {
    ...{ siteUrl, by: { ...tester, message: 'Loaded', now: new Date() } },
    ...{ done: () => {}, tell: () => {} },
  })

const butLast = (dump: string) => dump.slice(0, dump.lastIndexOf('\n', dump.length - 2))

interface Seen {
  path: string
  status: number
  etag: string | null
  location: string | null
  body: string
}

/** What a server answers, as far as it does not name itself, the request or when the key that asks was used. */
async function see({ url }: Server, path: string, key?: string): Promise<Seen> {
  const headers = key === undefined ? {} : { Authorization: `Bearer ${key}` }
  const answer = await fetch(`${url}${path}`, { headers, redirect: 'manual' })
  const text = await answer.text()
  const body = text.replace(/"instance":"[^"]*"/, '').replace(/"lastUsedAt":"[^"]*"/g, '')
  const [etag, location] = [answer.headers.get('etag'), answer.headers.get('location')]
  return { path, status: answer.status, etag, location, body }
}

const publicPaths = [
  ...['near', 'full', 'full?locale=es', 'full?locale=pt-BR', 'second-name', 'later'],
  ...['first-name', 'joined', 'gone', 'draft', 'planned'],
].map((slug) => `/v1/communities/${slug}`)
const lists = [
  ...['/v1/communities?facets=region,kind,tag,section', '/v1/cross-references', '/v1/tags'],
  ...['/v1/regions?parent=FR', '/v1/regions/sample-town', '/v1/regions/sample-city'],
  ...['/v1/regions/lost-town', '/v1/search?q=see', '/v1/suggest?q=ni', '/v1/sections'],
  ...['/v1/communities?region=FR', '/v1/communities?tag=a', '/feed.atom', '/sitemap.xml'],
]
const editorsPaths = [
  ...['', '?trashed=true', '/near', '/near/revisions', '/near/revisions/1', '/draft', '/asked'],
  ...['/thrown', '/planned', '/later', '/joined', '/first-name', '/full/cross-references'],
  ...['/peruvian/suggestions?rejected=true', '/full/revisions/1/diff?from=0'],
].map((path) => `/v1/editorial/communities${path}`)
const othersPaths = [
  ...['/v1/editorial/regions/sample-city', '/v1/editorial/regions/sample-city/revisions'],
  ...['/v1/keys', '/v1/editorial/audit'],
]

describe('an instance that was carried whole', () => {
  it('is the same to the byte, in its dump and in its export', async () => {
    const copy = await fresh()
    const { code, stdout, stderr } = await atlas(copy, 'import', at('whole.ndjson'), '--json')
    expect(code, stderr).toBe(0)
    const communities = await original.prisma.draft.count()
    const outcome = { file: at('whole.ndjson'), outcome: 'loaded', kind: 'editorial', communities }
    expect(JSON.parse(stdout)).toEqual(outcome)
    expect(await dumped(copy, 'whole-again.ndjson', '--editorial')).toBe(await read('whole.ndjson'))
    expect(await dumped(copy, 'public-again.ndjson')).toBe(await read('public.ndjson'))
    expect((await stat(at('whole.ndjson'))).mode & 0o777).toBe(0o600)
  })

  it('answers as the first one does, and takes its cursors and keys', async () => {
    const copy = await fresh()
    await dumped(original, 'packed.ndjson.gz', '--editorial')
    await load(copy, 'packed.ndjson.gz')
    const second = await serve(copy)
    for (const path of [...publicPaths, ...lists]) {
      expect(await see(second, path)).toEqual(await see(server, path))
    }
    for (const path of [...editorsPaths, ...othersPaths]) {
      expect(await see(second, path, admin)).toEqual(await see(server, path, admin))
    }
    let path = '/v1/changes?limit=3&include=resource'
    for (let page = 0; page < 4; page += 1) {
      const seen = await see(server, path)
      expect(await see(second, path)).toEqual(seen)
      path = `/v1/changes?limit=3&include=resource&cursor=${JSON.parse(seen.body).page.next}`
    }
  })

  it('goes on as if nothing had happened', async () => {
    const copy = await fresh()
    await load(copy, 'whole.ndjson')
    await savePublished(copy, contentOf({ title: 'New', sections: [{ body: '[[first-name]]' }] }))
    const last = await copy.prisma.change.findFirst({ orderBy: { seq: 'desc' } })
    const before = await original.prisma.change.findFirst({ orderBy: { seq: 'desc' } })
    expect(Number(last?.seq)).toBeGreaterThan(Number(before?.seq))
    // Triggers are awake again.
    const community = await copy.prisma.community.findFirstOrThrow({ where: { slug: 'new' } })
    expect(community.areaIds.length).toBeGreaterThan(1)
    await expect(copy.prisma.auditEntry.deleteMany()).rejects.toThrow('immutable')
  })

  it('has every table of the database, or leaves it out for a reason', async () => {
    const { rows } = await original.pool.query<{ name: string }>(
      `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
       WHERE table_schema IN ('published', 'editorial') AND table_type = 'BASE TABLE'`,
    )
    const told = [...carriedTables.map(({ name }) => name), ...leftOutTables]
    expect(rows.map(({ name }) => name).sort()).toEqual(told.toSorted())
    for (const { name } of carriedTables) {
      const { rowCount } = await original.pool.query(`SELECT 1 FROM ${name} LIMIT 1`)
      expect(rowCount, `${name} has something to carry`).toBe(1)
    }
  })
})

describe('an atlas that was loaded from a public dump', () => {
  let copy: TestDatabase
  beforeAll(async () => {
    copy = await fresh()
    // Whoever is to load it may have made a key already.
    await keyFor(copy, 'editor')
    await load(copy, 'public.ndjson')
  })

  it('exports the same but for the cursor, which is its own', async () => {
    const again = await dumpOf(copy, 'public')
    const first = await read('public.ndjson')
    expect(butLast(again)).toBe(butLast(first))
    expect(again).not.toBe(first)
  })

  it('shows the same profiles, texts in every form included', async () => {
    const second = await serve(copy)
    const shown = ['near', 'full', 'second-name', 'later'].flatMap((slug) => [
      `/v1/communities/${slug}?bodyFormat=markdown,html,text`,
      `/v1/communities/${slug}?locale=es&bodyFormat=html`,
    ])
    // Which of two said first what both say is nothing that a public dump tells.
    const others = [
      '/v1/cross-references?relation=mentions',
      '/v1/search?q=see',
      '/v1/regions?parent=FR',
      '/v1/tags',
    ]
    for (const path of [...shown, ...others]) {
      expect(await see(second, path)).toEqual(await see(server, path))
    }
    // A former name by which texts link leads on as before.
    const moved = await see(second, '/v1/communities/first-name')
    expect(moved).toMatchObject({ status: 308, location: '/v1/communities/second-name' })
    const { page } = JSON.parse((await see(second, '/v1/changes')).body)
    await savePublished(copy, contentOf({ title: 'After the load' }))
    const { data } = JSON.parse((await see(second, `/v1/changes?cursor=${page.next}`)).body)
    expect(data).toMatchObject([{ op: 'published', resource: { slug: 'after-the-load' } }])
  })

  it('can be edited: each community has a draft whose one revision is the public one', async () => {
    const drafts = await copy.prisma.draft.findMany({ where: { slug: { in: ['near', 'full'] } } })
    for (const { id, status, revision, publishedRevision, updatedAt } of drafts) {
      const shown = await original.prisma.community.findUniqueOrThrow({ where: { id } })
      expect({ status, revision, publishedRevision, updatedAt }).toEqual({
        status: 'published',
        revision: shown.revision,
        publishedRevision: shown.revision,
        updatedAt: shown.updatedAt,
      })
    }
    await savePublished(copy, contentOf({ title: 'Near', tagline: 'Edited.' }))
    expect((await copy.prisma.community.findUnique({ where: { slug: 'near' } }))?.revision).toBe(4)
  })
})

describe('loading', () => {
  let target: TestDatabase
  beforeAll(async () => {
    target = await fresh()
  })

  const nobodyWrote = async () =>
    (await target.prisma.draft.count()) + (await target.prisma.community.count()) === 0

  async function refusal(lines: string[]): Promise<string> {
    await writeFile(at('wrong.ndjson'), lines.join('\n'))
    const said = await load(target, 'wrong.ndjson').then(
      () => 'nothing',
      (error: unknown) => (error instanceof DumpFault ? error.message : Promise.reject(error)),
    )
    expect(await nobodyWrote()).toBe(true)
    expect(await target.prisma.region.count()).toBe(518)
    return said
  }

  const linesOf = async (name: string) => (await read(name)).trimEnd().split('\n')

  it('refuses what is not complete or of another kind', async () => {
    for (const name of ['public.ndjson', 'whole.ndjson']) {
      const lines = await linesOf(name)
      expect(await refusal(lines.slice(0, -1))).toContain('incomplete')
      expect(await refusal(lines.toSpliced(-2, 1))).toMatch(/first line|checksum/)
      expect(await refusal([...lines, lines[3] ?? ''])).toContain('follows the last line')
      const [manifest = '', ...rest] = lines
      const other = manifest.replace('"schemaVersion":1', '"schemaVersion":2')
      expect(await refusal([other, ...rest])).toContain('schemaVersion')
    }
    const [manifest = '', ...rest] = await linesOf('whole.ndjson')
    const older = manifest.replace(/"migration":"\w+"/, '"migration":"20250101000000_old"')
    expect(await refusal([older, ...rest])).toContain('20250101000000_old')
    await writeFile(at('broken.ndjson.gz'), gzipSync(await read('public.ndjson')).subarray(0, 5000))
    const { code, stdout, stderr } = await atlas(target, 'import', at('broken.ndjson.gz'))
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(stderr).toMatch(/broken\.ndjson\.gz:\d+: The file is damaged/)
  })

  it('names the line that was altered', async () => {
    const change = async (name: string, find: RegExp, from: string | RegExp, to: string) => {
      const lines = await linesOf(name)
      const index = lines.findIndex((line) => find.test(line))
      expect(index).toBeGreaterThan(0)
      lines[index] = (lines[index] ?? '').replace(from, to)
      return { said: await refusal(lines), place: `wrong.ndjson:${index + 1}: ` }
    }
    const lineOf = (slug: string) => RegExp(`^{"type" : "\\w+", "id" : "[^"]+", "slug" : "${slug}"`)
    const section = /"table":"published.section"/
    const full = lineOf('full')
    const id = /"id" ?: ?"[0-9a-f-]{36}"/
    const nobody = '"id":"00000000-0000-7000-8000-000000000000"'
    const parent = /"parentId" : "[0-9a-f]{8}/
    const noParent = '"parentId" : "00000000'
    const tried = [
      await change('whole.ndjson', section, '{', '('),
      await change('whole.ndjson', section, id, '"id":"nobody"'),
      await change(
        'whole.ndjson',
        section,
        /"community_id":"[0-9a-f]{8}/,
        '"community_id":"00000000',
      ),
      await change('whole.ndjson', section, 'published.section', 'published.chapter'),
      await change('whole.ndjson', section, '"slug"', '"slag"'),
      await change('public.ndjson', full, '{', '('),
      await change('public.ndjson', full, id, '"id":"nobody"'),
      await change('public.ndjson', full, '"title"', '"tittle"'),
      await change('public.ndjson', full, '"overlaps_with"', '"is_near"'),
      await change('public.ndjson', full, '"slug"', '"new":1,"slug"'),
      await change('public.ndjson', full, /"url" ?: ?"[^"]*"/, '"url":"ftp://example.org"'),
      await change('public.ndjson', lineOf('japan'), parent, noParent),
      await change('public.ndjson', lineOf('near'), id, nobody),
    ]
    for (const { said, place } of tried) expect(said).toContain(place)
  })

  it('tells that a row was altered so that every line still is right', async () => {
    const lines = await linesOf('whole.ndjson')
    const altered = lines.map((line) =>
      line.replace('"action":"community.created"', '"action":"x"'),
    )
    expect(await refusal(altered)).toContain('altered')
  })

  it('is for an atlas in which nobody has written, and changes no other', async () => {
    const before = await dumpOf(original, 'whole')
    for (const name of ['public.ndjson', 'whole.ndjson']) {
      await expect(load(original, name)).rejects.toThrow(/empty atlas.*rows in \d+ tables/)
    }
    expect(await dumpOf(original, 'whole')).toBe(before)
  })

  it('goes with nothing else', async () => {
    for (const more of [['--publish'], [folder]]) {
      const { code, stderr } = await atlas(target, 'import', at('public.ndjson'), ...more)
      expect(code).toBe(2)
      expect(stderr).toContain('alone')
    }
    expect((await atlas(target, 'export', '--editorial')).code).toBe(2)
    expect(await nobodyWrote()).toBe(true)
  })

  it('leaves nothing behind where it is killed, and can be done again', async () => {
    for (const [name, statement] of [
      ['whole.ndjson', '%INSERT INTO editorial.revision%'],
      ['public.ndjson', '%INSERT INTO published.section_text%'],
    ] as const) {
      const db = await fresh()
      const held = await db.pool.connect()
      await held.query('BEGIN')
      const table = /INTO ([a-z_.]+)/.exec(statement)?.[1]
      // Reading it goes on; writing to it waits, and with it the load.
      await held.query(`LOCK TABLE ${table} IN SHARE MODE`)
      const child = startCommand(['import', at(name)], { DATABASE_URL: db.url })
      await vi.waitUntil(
        async () => {
          const { rowCount } = await db.pool.query(
            `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          )
          return rowCount === 1
        },
        { timeout: 60_000, interval: 20 },
      )
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
      await held.query('COMMIT')
      held.release()
      expect(await db.prisma.region.count()).toBe(518)
      expect(await db.prisma.draft.count()).toBe(0)
      await load(db, name)
      expect(butLast(await dumpOf(db, 'public'))).toBe(butLast(await read('public.ndjson')))
    }
  })
})
