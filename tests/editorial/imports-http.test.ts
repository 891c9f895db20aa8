import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { IncomingMessage, request } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contractOf } from '../support/contract.ts'
import { keyFor } from '../support/keys.ts'
import { sized } from '../support/size.ts'

let running: RunningApp
let token: string
let editor: ReturnType<typeof api>
let contributorToken: string

beforeAll(async () => {
  running = await startApp()
  token = await keyFor(running.database, 'editor')
  editor = api(running.app, token)
  contributorToken = await keyFor(running.database, 'contributor')
})
afterAll(() => running.close())

const path = '/v1/editorial/imports'

const Line = z.looseObject({ type: z.string() })

interface Sending {
  query?: string
  key?: string
  as?: string
  signal?: AbortSignal
}

/** Sends profiles as NDJSON and checks every line of the answer against the contract. */
async function send(body: string | Uint8Array<ArrayBuffer>, sending: Sending = {}) {
  const { query = '', key, as = token, signal } = sending
  const response = await fetch(`${running.url}${path}${query}`, {
    method: 'POST',
    body,
    headers: {
      Authorization: `Bearer ${as}`,
      'Content-Type': 'application/x-ndjson',
      ...(key === undefined ? {} : { 'Idempotency-Key': key }),
    },
    ...(signal ? { signal } : {}),
  })
  const text = await response.text()
  const { status } = response
  const headers = Object.fromEntries(response.headers)
  const parts = status === 200 ? text.trimEnd().split('\n') : [text]
  for (const part of parts) {
    contractOf(running.app).check({ method: 'POST', path, status, headers, text: part })
  }
  const lines = parts.map((part) => Line.parse(JSON.parse(part)))
  return { status, text, lines, items: lines.slice(0, -1), summary: lines.at(-1) }
}

const ndjson = (...profiles: object[]) => profiles.map((p) => `${JSON.stringify(p)}\n`).join('')

const profile = (slug: string, more: object = {}) => ({
  ...{ slug, title: `Title of ${slug}`, tagline: 'T.' },
  regions: [{ region: 'JP', role: 'primary' }],
  sections: [{ kind: 'overview', body: 'Words.' }],
  ...more,
})

const draftOf = async (slug: string) =>
  (await editor.get(`/v1/editorial/communities/${slug}`).expect(200)).body

const stored = async () => {
  const { prisma } = running.database
  return {
    drafts: await prisma.draft.count(),
    slugs: await prisma.draftSlug.count(),
    revisions: await prisma.revision.count(),
    changes: await prisma.change.count(),
    runs: await prisma.importRun.count(),
    items: await prisma.importItem.count(),
    done: await prisma.auditEntry.count({ where: { outcome: 'done' } }),
  }
}

const plain = (title: string, overview = 'Some words.') =>
  `${title}\n\nRegion: Japan\n\nA tagline.\n\nOverview\n\n${overview}\n`

describe('importing a document over HTTP', () => {
  const take = (text: string, query = '') =>
    editor
      .post(path + query)
      .type('text/plain')
      .send(text)

  it('creates, updates and recognises what is the same', async () => {
    const outcomes = []
    for (const text of [plain('By post'), plain('By post'), plain('By post', 'Other.')]) {
      const { body } = await take(text).expect(200)
      outcomes.push([body.items[0].outcome, body.items[0].revision])
    }
    expect(outcomes).toEqual([
      ['created', 1],
      ['unchanged', 1],
      ['updated', 2],
    ])
  })

  it('refuses with lines, and counts', async () => {
    const { body } = await take('Broken\n\nRegion: Nowhereland\n\nTag.\n\nOverview\n\nX.\n').expect(
      200,
    )
    expect(body.items).toMatchObject([{ outcome: 'refused', errors: [{ line: 3 }] }])
    expect(body.summary).toEqual({
      ...{ type: 'summary', created: 0, updated: 0, unchanged: 0, refused: 1 },
    })
  })

  it('reads Markdown, takes the kind that is asked for, and publishes where told to', async () => {
    const text =
      '---\nslug: by-markdown\nregions: [JP]\n---\n\n# By Markdown\n\nT.\n\n## Overview\n\nWords.\n'
    const { body } = await editor
      .post(`${path}?publish=true&kind=fandom`)
      .type('text/markdown')
      .send(text)
      .expect(200)
    expect(body.items).toMatchObject([{ outcome: 'created', publication: 'published' }])
    const shown = await api(running.app).get('/v1/communities/by-markdown').expect(200)
    expect(shown.body.kind).toBe('fandom')
  })

  it('stores nothing in a dry run, which says what would happen', async () => {
    const before = await stored()
    const { body } = await take(plain('Rehearsed only'), '?dryRun=true&publish=true')
      .set('Idempotency-Key', randomUUID())
      .expect(200)
    expect(body.items).toMatchObject([
      { outcome: 'created', revision: null, publication: 'published' },
    ])
    expect(await stored()).toEqual(before)
  })

  it('answers the same under an idempotency key, and refuses it for anything else', async () => {
    const key = randomUUID()
    const once = (text: string, query = '') => take(text, query).set('Idempotency-Key', key)
    const first = await once(plain('Keyed')).expect(200)
    const before = await stored()
    const second = await once(plain('Keyed')).expect(200)
    expect(second.text).toBe(first.text)
    expect(await stored()).toEqual(before)
    for (const answer of [once(plain('Keyed', 'Else.')), once(plain('Keyed'), '?overwrite=true')]) {
      expect((await answer.expect(422)).body.type).toBe('/problems/idempotency-key-reused')
    }
  })

  it('answers 413 and 415 for what it does not take, and 400 for what it does not know', async () => {
    await take(`Long\n${'x'.repeat(2_100_000)}`).expect(413)
    await editor.post(path).send({ title: 'JSON' }).expect(415)
    await editor.post(path).expect(415)
    const { body } = await take('x', '?dryrun=true').expect(400)
    expect(body.errors).toMatchObject([{ parameter: 'dryrun' }])
  })
})

describe('importing profiles', () => {
  it('creates, then says unchanged, then updates; each line answered in its order', async () => {
    const body = ndjson(profile('many-a'), profile('many-b'))
    const first = await send(body)
    expect(first.items).toMatchObject([
      { position: 1, slug: 'many-a', outcome: 'created', revision: 1 },
      { position: 2, slug: 'many-b', outcome: 'created', revision: 1 },
    ])
    expect(first.summary).toMatchObject({ created: 2, refused: 0 })
    expect((await send(body)).summary).toMatchObject({ created: 0, unchanged: 2 })
    const changed = ndjson(profile('many-a', { tagline: 'Else.' }), profile('many-b'))
    expect((await send(changed)).items).toMatchObject([
      { outcome: 'updated', revision: 2 },
      { outcome: 'unchanged', revision: 1 },
    ])
  })

  it('replaces the whole content and keeps the ids of what it matches', async () => {
    await send(
      ndjson(
        profile('replaced', {
          tags: ['tea'],
          license: 'CC0',
          translations: { es: { title: 'Título' } },
          sections: [
            { kind: 'overview', body: 'A.', translations: { es: { heading: 'R', body: 'P' } } },
            { kind: 'history', heading: 'Then', body: 'B.' },
          ],
          crossReferences: [
            { relation: 'see_also', target: { community: 'many-a' }, note: 'First.' },
          ],
        }),
      ),
    )
    const before = await draftOf('replaced')
    const crossReferences = [{ relation: 'see_also', target: { community: 'many-a' } }]
    const sections = [{ kind: 'history' }, { id: before.sections[0].id, kind: 'overview' }]
    const { items } = await send(ndjson(profile('replaced', { sections, crossReferences })))
    expect(items).toMatchObject([{ outcome: 'updated' }])
    const after = await draftOf('replaced')
    expect(after).toMatchObject({ id: before.id, tags: [], license: null, translations: {} })
    expect(after.sections).toMatchObject([
      { id: before.sections[1].id, heading: 'History', body: '', translations: {} },
      { id: before.sections[0].id, body: '', translations: {} },
    ])
    expect(after.crossReferences).toMatchObject([{ id: before.crossReferences[0].id, note: null }])
  })

  it('refuses each bad line alone, with pointers and what was meant', async () => {
    const bytes = Buffer.concat([
      Buffer.from(ndjson(profile('good-one'))),
      Buffer.from('{"slug": "torn", \n'),
      Buffer.from('{"slug":"\xff","title":"x"}\n', 'latin1'),
      Buffer.from('\n'),
      Buffer.from(ndjson(profile('misspelt', { tagLine: 'x', tags: ['Not fine'] }))),
      Buffer.from(ndjson({ title: 'No slug' })),
      Buffer.from(ndjson(profile('nowhere', { regions: [{ region: 'XQ', role: 'primary' }] }))),
      Buffer.from(`{"slug":"vast","title":"${'x'.repeat(2_100_000)}"}\n`),
      Buffer.from('[]\n'),
      Buffer.from(JSON.stringify(profile('good-two'))),
    ])
    const { items, summary } = await send(new Uint8Array(bytes))
    expect(items).toMatchObject([
      { position: 1, outcome: 'created' },
      { position: 2, outcome: 'refused', errors: [{ line: 2, code: 'malformed-json' }] },
      { position: 3, outcome: 'refused', errors: [{ line: 3, code: 'not-utf8' }] },
      { position: 5, slug: 'misspelt', outcome: 'refused' },
      { position: 6, slug: null, errors: [{ pointer: '/slug', code: 'required' }] },
      { position: 7, errors: [{ pointer: '/regions/0/region', code: 'unknown-region' }] },
      { position: 8, slug: null, errors: [{ code: 'too-big' }] },
      { position: 9, outcome: 'refused' },
      { position: 10, slug: 'good-two', outcome: 'created' },
    ])
    const misspelt = JSON.stringify(items[3])
    expect(misspelt).toContain('/tags/0')
    expect(misspelt).toContain('“tagline”')
    expect(summary).toMatchObject({ created: 2, refused: 7 })
  })

  it('refuses what somebody edited since, unless told to overwrite, and what is in the trash', async () => {
    await send(ndjson(profile('handled')))
    await editor
      .patch('/v1/editorial/communities/handled')
      .set('If-Match', '*')
      .send({ tagline: 'By hand.' })
      .expect(200)
    const body = ndjson(profile('handled'))
    expect((await send(body)).items).toMatchObject([
      { outcome: 'refused', errors: [{ code: 'edited-since' }] },
    ])
    expect((await send(body, { query: '?overwrite=true' })).items).toMatchObject([
      { outcome: 'updated', revision: 3 },
    ])
    const { prisma } = running.database
    await prisma.draft.update({ where: { slug: 'handled' }, data: { trashedAt: new Date() } })
    expect((await send(body)).items).toMatchObject([{ errors: [{ code: 'in-trash' }] }])
  })

  it('publishes each item with it, or refuses the item whole', async () => {
    const query = '?publish=true'
    const body = ndjson(profile('shown-one'), profile('shown-not', { tagline: null }))
    const { items } = await send(body, { query })
    expect(items).toMatchObject([
      { outcome: 'created', publication: 'published' },
      { outcome: 'refused', revision: null, errors: [{ code: 'missing', pointer: '/tagline' }] },
    ])
    await api(running.app).get('/v1/communities/shown-one').expect(200)
    await editor.get('/v1/editorial/communities/shown-not').expect(404)
    const { status } = await send(body, { query, as: contributorToken })
    expect(status).toBe(403)
    expect(
      (await send(ndjson(profile('unshown')), { as: contributorToken })).summary,
    ).toMatchObject({
      created: 1,
    })
  })

  it('gives each item its own outcome where one of many cannot be stored with the others', async () => {
    const partOf = (slug: string) => ({
      crossReferences: [{ relation: 'part_of', target: { community: slug } }],
    })
    const names = Array.from({ length: 9 }, (_, n) => `circle-${n}`)
    const profiles = names.map((slug, n) => profile(slug, n === 6 ? partOf('circle-2') : {}))
    profiles[2] = profile('circle-2', partOf('circle-6'))
    const { items, summary } = await send(ndjson(...profiles), { query: '?publish=true' })
    expect(items.map(({ outcome }) => outcome)).toEqual(
      names.map((_, n) => (n === 6 ? 'refused' : 'created')),
    )
    expect(items[6]).toMatchObject({ slug: 'circle-6', errors: [{ code: 'reference-cycle' }] })
    expect(summary).toMatchObject({ created: 8, refused: 1 })
    await api(running.app).get('/v1/communities/circle-7').expect(200)
    await editor.get('/v1/editorial/communities/circle-6').expect(404)
  })

  it('takes several items about one community in their order', async () => {
    const lines = ['A.', 'B.', 'C.'].map((tagline) => profile('thrice', { tagline }))
    const { items } = await send(ndjson(...lines), { query: '?publish=true' })
    expect(items).toMatchObject([
      { outcome: 'created', revision: 1, publication: 'published' },
      { outcome: 'updated', revision: 2, publication: 'updated' },
      { outcome: 'updated', revision: 3, publication: 'updated' },
    ])
  })

  it('shows what it says is published, where that was kept as missing before', async () => {
    const reader = api(running.app)
    await reader.get('/v1/communities/seen-at-once').expect(404)
    await reader.get('/v1/communities/seen-at-once').expect(404)
    await send(ndjson(profile('seen-at-once')), { query: '?publish=true' })
    await reader.get('/v1/communities/seen-at-once').expect(200)
  })

  it('keeps a key to its reach, item by item', async () => {
    const as = await keyFor(running.database, 'editor', { name: 'in Japan', regions: ['JP'] })
    const abroad = { regions: [{ region: 'FR', role: 'primary' }] }
    await send(ndjson(profile('french', abroad)))
    const { items } = await send(
      ndjson(profile('french'), profile('also-french', abroad), profile('japanese')),
      { as },
    )
    expect(items).toMatchObject([
      { outcome: 'refused', errors: [{ code: 'forbidden' }] },
      { outcome: 'refused', errors: [{ code: 'forbidden' }] },
      { outcome: 'created' },
    ])
    const onRecord = await running.database.prisma.auditEntry.findMany({
      where: { action: 'refused.importProfiles', actor: 'in Japan' },
    })
    expect(onRecord).toHaveLength(2)
  })

  it('refuses more than 10,000 lines before it does any of them', async () => {
    const before = await stored()
    const { status } = await send(`${ndjson(profile('of-too-many'))}${'\n'.repeat(10_000)}`)
    expect(status).toBe(413)
    expect(await stored()).toEqual(before)
  })

  it('needs one revision and one audit row an item', async () => {
    const { items } = await send(ndjson(profile('counted')))
    expect(items).toMatchObject([{ outcome: 'created' }])
    const { id } = await draftOf('counted')
    const { prisma } = running.database
    expect(await prisma.auditEntry.count({ where: { targetId: id } })).toBe(1)
    expect(await prisma.revision.count({ where: { draftId: id } })).toBe(1)
  })
})

describe('an import with an idempotency key', () => {
  it('goes on where it broke off, and then answers what it answered before', async () => {
    const count = 60
    const key = randomUUID()
    const prefix = 'resumed'
    const names = Array.from({ length: count }, (_, n) => `${prefix}-${n}`)
    const body = ndjson(...names.map((slug) => profile(slug)), { title: 'Refused: no slug' })
    const hangUp = new AbortController()
    const broken = send(body, { key, signal: hangUp.signal }).catch(() => null)
    const { prisma } = running.database
    const done = () => prisma.draft.count({ where: { slug: { startsWith: prefix } } })
    await vi.waitFor(async () => expect(await done()).toBeGreaterThan(2), {
      timeout: 30_000,
      interval: 5,
    })
    hangUp.abort()
    await broken
    // What is under way ends, and nothing after it begins.
    await new Promise((resolve) => setTimeout(resolve, 300))
    const whole = await send(body, { key })
    expect(whole.summary).toMatchObject({ created: count, unchanged: 0, refused: 1 })
    const before = await stored()
    expect((await send(body, { key })).text).toBe(whole.text)
    expect(await stored()).toEqual(before)
    expect(await done()).toBe(count)
    expect(
      await prisma.revision.count({ where: { draft: { slug: { startsWith: prefix } } } }),
    ).toBe(count)
    const other = await send(`${body}\n`, { key })
    expect(other.status).toBe(422)
  })

  it('is done once where it is sent ten times at once', async () => {
    const key = randomUUID()
    const body = ndjson(...Array.from({ length: 10 }, (_, n) => profile(`side-by-side-${n}`)))
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(body, { key })))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(answers[0]?.summary).toMatchObject({ created: 10 })
    const where = { slug: { startsWith: 'side-by-side-' } }
    expect(await running.database.prisma.revision.count({ where: { draft: where } })).toBe(10)
  })

  it('is another import for another holder, and without a key leaves no record', async () => {
    const key = randomUUID()
    await send(ndjson(profile('holders-a')), { key })
    const other = await send(ndjson(profile('holders-b')), { key, as: contributorToken })
    expect(other.summary).toMatchObject({ created: 1 })
    const before = await running.database.prisma.importRun.count()
    await send(ndjson(profile('holders-c')))
    expect(await running.database.prisma.importRun.count()).toBe(before)
  })

  it('is forgotten after a day', async () => {
    const key = randomUUID()
    await send(ndjson(profile('forgotten')), { key })
    const createdAt = new Date(Date.now() - 24 * 60 * 60 * 1000)
    await running.database.prisma.importRun.updateMany({ where: { key }, data: { createdAt } })
    expect((await send(ndjson(profile('forgotten')), { key })).summary).toMatchObject({
      unchanged: 1,
    })
  })
})

/** What is in use, without what only waits to be collected. */
function liveBytes(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

describe('an import of thousands', () => {
  it('needs no more memory for more profiles', async () => {
    const count = sized(2_000, 9_999)
    const padding = 'x'.repeat(100_000)
    const before = liveBytes()
    const samples: number[] = []
    const sample = (number: number) => {
      if (number % 200 === 0) samples.push(liveBytes() - before)
    }
    function* lines() {
      for (let line = 1; line <= count; line += 1) {
        sample(line)
        // Refused ones are as much to read as others, and take less time.
        yield Buffer.from(`{"slug":"big-${line}","padding":"${padding}"}\n`)
      }
    }
    // Not by `fetch`, which keeps the whole of a body that it sends.
    const post = request(running.url + path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/x-ndjson' },
    })
    const answered = once(post, 'response')
    await pipeline(lines, post)
    let [last, linesRead] = ['', 0]
    const [response] = z.tuple([z.instanceof(IncomingMessage)]).parse(await answered)
    for await (const chunk of response) {
      // Several lines come at once.
      const before = Math.floor(linesRead / 200)
      linesRead += String(chunk).split('\n').length - 1
      if (Math.floor(linesRead / 200) > before) sample(200)
      last = (last + String(chunk)).slice(-500)
    }
    expect(last).toContain(`"refused":${count}}`)
    expect(samples.length).toBeGreaterThan(count / 200)
    // A fraction of what went through, which is far more than one item needs.
    expect(Math.max(...samples)).toBeLessThan((count * padding.length) / 3)
  }, 120_000)

  it('takes them all', async () => {
    const count = sized(500, 10_000)
    const names = Array.from({ length: count }, (_, n) => `thousands-${n}`)
    const { summary } = await send(ndjson(...names.map((slug) => profile(slug))))
    expect(summary).toMatchObject({ created: count, refused: 0 })
    const where = { slug: { startsWith: 'thousands-' } }
    expect(await running.database.prisma.draft.count({ where })).toBe(count)
  }, 300_000)
})
