import {
  CursorExpired,
  createAtlas,
  type FollowedChange,
  IncompleteDump,
} from 'culture-atlas/client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { compactChanges } from '../../src/editorial/publishing/changes/compaction.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, savePublished, takeBack } from '../support/factories.ts'
import { scriptedServer } from './scripted-server.ts'

let running: RunningApp
beforeAll(async () => {
  running = await startApp()
  for (let n = 0; n < 3; n += 1) {
    await savePublished(running.database, contentOf({ title: `First ${n}` }))
  }
})
afterAll(() => running.close())

const open = () => createAtlas({ baseUrl: running.url })
const patience = { timeout: 30_000, interval: 20 }

async function cursorOfDump(): Promise<string> {
  for await (const line of open().dump()) if (line.type === 'end') return line.cursor
  throw new Error('a dump ends with a cursor')
}

async function collect(changes: AsyncIterable<FollowedChange>): Promise<FollowedChange[]> {
  const all: FollowedChange[] = []
  for await (const change of changes) all.push(change)
  return all
}

describe('the dump', () => {
  it('comes line by line, from the manifest to the cursor', async () => {
    const types: string[] = []
    const slugs: string[] = []
    for await (const line of open().dump({ bodyFormat: ['text'] })) {
      types.push(line.type)
      if (line.type === 'community') slugs.push(line.slug)
      if (line.type === 'community') expect(line.sections[0]).toMatchObject({ text: 'Some words.' })
    }
    expect(types[0]).toBe('manifest')
    expect(types.at(-1)).toBe('end')
    expect(slugs.sort()).toEqual(['first-0', 'first-1', 'first-2'])
  })

  it('can be left early, and aborted', async () => {
    for await (const line of open().dump()) if (line.type === 'region') break
    const stop = new AbortController()
    const reading = async () => {
      for await (const line of open().dump({}, { signal: stop.signal })) {
        if (line.type === 'region') stop.abort()
      }
    }
    await expect(reading()).rejects.toMatchObject({ name: 'AbortError' })
  })

  it.each([
    ['has no end', '{"type":"manifest"}\n{"type":"region","id":"1"}\n'],
    ['breaks off within a line', '{"type":"manifest"}\n{"type":"reg'],
    ['is empty', ''],
  ])('is refused where it %s', async (_, body) => {
    const headers = { 'content-type': 'application/x-ndjson' }
    const server = await scriptedServer({ status: 200, headers, body })
    const reading = async () => {
      for await (const line of createAtlas({ baseUrl: server.url }).dump())
        expect(line).toBeDefined()
    }
    await expect(reading()).rejects.toThrow(IncompleteDump)
    await server.close()
  })

  it('is refused where the connection breaks', async () => {
    const server = await scriptedServer({
      cutAfter: '{"type":"manifest"}\n',
      contentType: 'application/x-ndjson',
    })
    const reading = async () => {
      const retry = { retries: 0 }
      for await (const _ of createAtlas({ baseUrl: server.url, retry }).dump());
    }
    await expect(reading()).rejects.toThrow(IncompleteDump)
    await server.close()
  })
})

describe('the feed', () => {
  it('ends where nothing is new, and goes on from any cursor that a change bears', async () => {
    const cursor = await cursorOfDump()
    for (let n = 0; n < 5; n += 1) {
      await savePublished(running.database, contentOf({ title: `Then ${n}` }))
    }
    await takeBack(running.database, 'then-0')
    const from = (start: string) =>
      collect(open().changes({ cursor: start, limit: 2, include: ['resource'] }))
    const all = await from(cursor)
    expect(all.map(({ op, resource }) => `${op} ${resource.slug}`)).toEqual([
      ...[0, 1, 2, 3, 4].map((n) => `published then-${n}`),
      'withdrawn then-0',
    ])
    expect(all.at(-1)?.current).toBeNull()
    expect(all[1]?.current).toMatchObject({ title: 'Then 1' })
    for (const [index, change] of all.entries()) {
      const rest = await from(change.cursor ?? cursor)
      const seen = new Set([...all.slice(0, index + 1), ...rest].map(({ seq }) => seq))
      expect(seen).toEqual(new Set(all.map(({ seq }) => seq)))
    }
  })

  it('waits for what comes, until it is stopped', async () => {
    const cursor = await cursorOfDump()
    const stop = new AbortController()
    const seen: string[] = []
    const following = (async () => {
      for await (const { resource } of open().changes(
        { cursor, wait: 30 },
        { signal: stop.signal },
      )) {
        seen.push(resource.slug)
      }
    })()
    await vi.waitUntil(() => running.app.waitingRoom.waiting === 1, patience)
    await savePublished(running.database, contentOf({ title: 'At last' }))
    await vi.waitFor(() => expect(seen).toEqual(['at-last']), patience)
    await vi.waitUntil(() => running.app.waitingRoom.waiting === 1, patience)
    stop.abort()
    await expect(following).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('comes by pages for those who store each with its cursor, empty ones too', async () => {
    const cursor = await cursorOfDump()
    await savePublished(running.database, contentOf({ title: 'Of a page' }))
    const pages: number[] = []
    for await (const page of open().changePages({ cursor, kind: ['scene'] })) {
      pages.push(page.changes.length)
      expect(page.cursor).not.toBe(cursor)
    }
    expect(pages).toEqual([0])
  })

  it('says where to begin again when it does not reach back that far', async () => {
    const cursor = await cursorOfDump()
    await savePublished(running.database, contentOf({ title: 'Long ago' }))
    await savePublished(running.database, contentOf({ title: 'Later' }))
    await compactChanges(running.database.prisma, new Date('2100-01-01T00:00:00Z'))
    const failure = await collect(open().changes({ cursor })).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(CursorExpired)
    expect(failure).toMatchObject({ status: 410, startAgainAt: '/v1/export' })
    expect(failure).toMatchObject({ type: '/problems/cursor-expired' })
  })
})
