import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { contentOf, save } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'
import { startServer } from '../support/server.ts'
import { sized } from '../support/size.ts'

const kills = sized(3, 50)
const writers = 6

let db: TestDatabase
let key: string

beforeAll(async () => {
  db = await freshDatabase()
  key = await keyFor(db, 'editor')
  for (let n = 0; n < writers; n++) await save(db, contentOf({ title: `Community ${n}` }))
})
afterAll(() => db.close())

/** What the server said yes to, and so has to be there for ever. */
interface Promised {
  revisions: { slug: string; revision: number; tagline: string }[]
  pairs: string[]
  items: string[]
}

interface Load {
  send: Send
  acknowledged: () => void
  promised: Promised
}

type Send = (method: string, path: string, body: unknown, headers?: object) => Promise<Response>

const senderTo =
  (url: string): Send =>
  (method, path, body, headers = {}) =>
    fetch(`${url}/v1/editorial${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${key}`,
        'Content-Type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })

const profile = (slug: string) => ({
  slug,
  title: slug,
  tagline: `About ${slug}.`,
  regions: [{ region: 'JP', role: 'primary' }],
  sections: [{ kind: 'overview', body: `Words about ${slug}.` }],
})

/** An edit, a batch and an import, each of which notes what was acknowledged. */
const waysOfWriting = [
  async (send: Send, name: string, home: string, promised: Promised) => {
    const tagline = `Written in ${name}`
    const patched = await send('PATCH', `/communities/${home}`, { tagline }, { 'If-Match': '*' })
    expect(patched.status).toBe(200)
    const { revision } = (await patched.json()) as { revision: number }
    promised.revisions.push({ slug: home, revision, tagline })
  },
  async (send: Send, name: string, _home: string, promised: Promised) => {
    const pair = [`pair-${name}-a`, `pair-${name}-b`]
    const operations = pair.map((slug) => ({ operation: 'createCommunity', body: profile(slug) }))
    const batch = await send('POST', '/batch', { operations })
    expect(batch.status).toBe(200)
    await batch.text()
    promised.pairs.push(...pair)
  },
  async (send: Send, name: string, _home: string, promised: Promised) => {
    const slugs = [0, 1, 2].map((line) => `item-${name}-${line}`)
    const lines = slugs.map((slug) => JSON.stringify(profile(slug)))
    const imported = await send('POST', '/imports?publish=true', lines.join('\n'), {
      'Content-Type': 'application/x-ndjson',
      'Idempotency-Key': name,
    })
    const results = (await imported.text()).trim().split('\n')
    expect(results).toHaveLength(4)
    promised.items.push(...slugs)
  },
]

/** Writes in every way, each writer beginning with another one, until the connection breaks. */
async function writeUntilCut(
  { send, acknowledged, promised }: Load,
  writer: number,
  kill: number,
): Promise<void> {
  try {
    for (let n = 0; ; n++) {
      const write = waysOfWriting[(writer + n) % waysOfWriting.length]
      await write?.(send, `${kill}-${writer}-${n}`, `community-${writer}`, promised)
      acknowledged()
    }
  } catch (error) {
    // A broken connection is what the writer waits for.
    if (!(error instanceof TypeError)) throw error
  }
}

const count = async (sql: string): Promise<number> => {
  const { rows } = await db.pool.query<{ count: number }>(`SELECT count(*)::int ${sql}`)
  return rows[0]?.count ?? -1
}

describe('a server that is killed while editors write', () => {
  it(`loses nothing that it acknowledged and leaves nothing half done, ${kills} times`, async ({
    annotate,
  }) => {
    const promised: Promised = { revisions: [], pairs: [], items: [] }
    for (let kill = 0; kill < kills; kill++) {
      const { child, exit, url } = await startServer({ DATABASE_URL: db.url })
      const send = senderTo(url)
      const load = { send, promised, acknowledged: () => {} }
      const underLoad = new Promise<void>((resolve) => {
        load.acknowledged = resolve
      })
      const work = Promise.all(
        Array.from({ length: writers }, (_, n) => writeUntilCut(load, n, kill)),
      )
      // However slow the machine, the server is under load when it is killed. A writer that fails says why.
      await Promise.race([underLoad, work])
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 850))
      child.kill('SIGKILL')
      await exit
      await work
    }
    const { revisions, pairs, items: promisedItems } = promised
    await annotate(
      `${revisions.length} edits, ${pairs.length / 2} batches, ${promisedItems.length / 3} imports`,
    )
    expect(revisions.length + pairs.length + promisedItems.length).toBeGreaterThanOrEqual(kills)

    // Every acknowledged write is there,
    for (const { slug, revision, tagline } of revisions) {
      const stored = await db.pool.query(
        `SELECT content->>'tagline' AS tagline FROM editorial.revision r
         JOIN editorial.draft d ON d.id = r.draft_id WHERE d.slug = $1 AND r.number = $2`,
        [slug, revision],
      )
      expect(stored.rows).toEqual([{ tagline }])
    }
    const slugs = [...pairs, ...promisedItems]
    const known = await db.prisma.draft.findMany({ where: { slug: { in: slugs } } })
    expect(known).toHaveLength(slugs.length)
    // each revision with its row on record and each such row with its revision,
    const audited = `FROM editorial.audit_entry a FULL JOIN editorial.revision r
      ON r.draft_id = a.target_id AND r.number = a.revision
      WHERE (r.number IS NULL AND a.action IN ('community.created', 'community.updated'))
      OR (a.id IS NULL)`
    expect(await count(audited)).toBe(0)
    // and no half batch, no draft without its newest revision, no item of an import without its draft.
    const halves = `FROM (SELECT left(slug, -2) FROM editorial.draft WHERE slug LIKE 'pair-%'
      GROUP BY 1 HAVING count(*) <> 2) half`
    expect(await count(halves)).toBe(0)
    const headless = `FROM editorial.draft d WHERE NOT EXISTS (SELECT 1 FROM editorial.revision r
      WHERE r.draft_id = d.id AND r.number = d.revision)`
    expect(await count(headless)).toBe(0)
    const shown = await db.prisma.community.findMany({ where: { slug: { in: promisedItems } } })
    expect(shown).toHaveLength(promisedItems.length)
    const items = await count(`FROM editorial.import_item`)
    expect(await count(`FROM published.community WHERE slug LIKE 'item-%'`)).toBe(items)
    expect(await count(`FROM editorial.draft WHERE slug LIKE 'item-%'`)).toBe(items)
  }, 900_000)
})
