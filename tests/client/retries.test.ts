import { AtlasProblem, createAtlas } from 'culture-atlas/client'
import { afterEach, describe, expect, it } from 'vitest'
import { scriptedServer } from './scripted-server.ts'

type Server = Awaited<ReturnType<typeof scriptedServer>>

const opened: Server[] = []
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close()
})

/** A client of a server that does as it is told, with pauses for the impatient. */
async function following(...script: Parameters<typeof scriptedServer>) {
  const server = await scriptedServer(...script)
  opened.push(server)
  const retry = { retries: 3, pauseMs: 5, longestPauseMs: 2000 }
  return { server, atlas: createAtlas({ baseUrl: server.url, retry }) }
}

const busy = (seconds: number | string) => ({
  status: 503,
  headers: { 'retry-after': String(seconds), 'content-type': 'application/problem+json' },
  body: '{"type":"/problems/unavailable","title":"Not now","status":503,"instance":"x"}',
})
const good = { status: 200, body: '{"data":[],"page":{"limit":20,"next":null}}' }
const half = { cutAfter: '{"half":', contentType: 'application/json' }
const write = { body: { title: 'New' } }

describe('a request that may be sent twice', () => {
  it.each(['reset', half, { status: 502 }, { status: 429 }] as const)(
    'is sent again after %o',
    async (fault) => {
      const { server, atlas } = await following(fault, fault, good)
      expect(await atlas.listTags()).toMatchObject({ data: [] })
      expect(server.asked).toHaveLength(3)
    },
  )

  it('waits as long as the server says, in seconds or until a time', async () => {
    const { server, atlas } = await following(busy(1), good)
    await atlas.listTags()
    const [first, second] = server.asked
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990)

    const soon = new Date(Date.now() + 2000).toUTCString()
    const dated = await following(busy(soon), good)
    await dated.atlas.listTags()
    const { at = 0 } = dated.server.asked[1] ?? {}
    expect(at).toBeGreaterThanOrEqual(900)
  })

  it('is not sent again where the server asks for more patience than there is', async () => {
    const { server, atlas } = await following(busy(3600))
    await expect(atlas.listTags()).rejects.toMatchObject({ status: 503 })
    expect(server.asked).toHaveLength(1)
  })

  it('is given up after a number of tries, with what came last', async () => {
    const { server, atlas } = await following(busy(0))
    const failure = await atlas.listTags().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(AtlasProblem)
    expect(failure).toMatchObject({ type: '/problems/unavailable', title: 'Not now' })
    expect(server.asked).toHaveLength(4)
    const cut = await following('reset')
    await expect(cut.atlas.listTags()).rejects.toThrow('fetch failed')
    expect(cut.server.asked).toHaveLength(4)
  })

  it('stops at once when it is aborted, also in a pause', async () => {
    const { server, atlas } = await following(busy(2))
    const began = performance.now()
    const asking = atlas.listTags({ signal: AbortSignal.timeout(200) })
    await expect(asking).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(performance.now() - began).toBeLessThan(1500)
    expect(server.asked).toHaveLength(1)
  })

  it('is also a write that bears a key for that, with its body', async () => {
    const { server, atlas } = await following(
      'reset',
      { status: 409, headers: { 'retry-after': '0' } },
      good,
    )
    await atlas.createCommunity({ ...write, headers: { 'Idempotency-Key': 'once' } })
    expect(server.asked.map(({ body }) => body)).toEqual(Array(3).fill('{"title":"New"}'))
    expect(server.asked.map(({ headers }) => headers['idempotency-key'])).toEqual(
      Array(3).fill('once'),
    )
  })
})

describe('any other request', () => {
  it('is sent again where it came too early, since nobody listened to it', async () => {
    const early = { status: 429, headers: { 'retry-after': '0' } }
    const { server, atlas } = await following(early, good)
    await atlas.createCommunity(write)
    expect(server.asked.map(({ body }) => body)).toEqual(Array(2).fill('{"title":"New"}'))
  })

  it.each(['reset', busy(0)] as const)('is sent once, whatever happens: %o', async (fault) => {
    const { server, atlas } = await following(fault, good)
    await expect(atlas.createCommunity(write)).rejects.toThrow()
    expect(server.asked).toHaveLength(1)
  })

  it.each([400, 404, 500])('is answered with %i once', async (status) => {
    const { server, atlas } = await following({ status })
    await expect(atlas.listTags()).rejects.toMatchObject({ status, type: 'about:blank' })
    expect(server.asked).toHaveLength(1)
  })
})
