import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { contentOf, savePublished } from '../support/factories.ts'
import { startServer } from '../support/server.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())

describe('serve', () => {
  it('answers, and loads no sample into a database that is somebody’s own', async () => {
    const { child, exit, url } = await startServer({ DATABASE_URL: db.url })
    try {
      const list = await (await fetch(`${url}/v1/communities`)).json()
      expect(list).toMatchObject({ data: [] })
      expect((await fetch(`${url}/readyz`)).status).toBe(200)
    } finally {
      child.kill('SIGTERM')
    }
    expect(await exit).toEqual({ code: 0, signal: null })
  })

  it('answers on SIGTERM what is under way, takes nothing new and ends with 0', async () => {
    await savePublished(db, contentOf({ title: 'Drained' }))
    const { child, exit, url } = await startServer({ DATABASE_URL: db.url })
    // Sent but for its last line, so that it is under way when the signal comes.
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    socket.write('GET /v1/communities/drained HTTP/1.1\r\nHost: atlas\r\n')
    await new Promise((resolve) => setTimeout(resolve, 200))
    child.kill('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 300))
    socket.write('Connection: close\r\n\r\n')
    let answer = ''
    for await (const chunk of socket) answer += String(chunk)
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(answer).toContain('"Drained"')
    expect(await exit).toEqual({ code: 0, signal: null })
    await expect(fetch(`${url}/livez`)).rejects.toThrow()
  })

  it('loses no request, whether on a connection that it kept open or on a new one', async () => {
    const { child, exit, url } = await startServer({ DATABASE_URL: db.url })
    const connected = new Set<number>()
    const clients = Array.from({ length: 32 }, (_, client) =>
      askUntilRefused(`${url}/livez`, () => connected.add(client)),
    )
    while (connected.size < clients.length) await new Promise((resolve) => setTimeout(resolve, 20))
    child.kill('SIGTERM')
    const ends = await Promise.all(clients)
    expect(new Set(ends)).toEqual(new Set(['ECONNREFUSED']))
    expect(await exit).toEqual({ code: 0, signal: null })
  })
})

/** Asks again and again, on one connection as long as it is kept, and tells what the first failure met. */
async function askUntilRefused(url: string, answered: () => void): Promise<unknown> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (;;) {
    const request = get(url, { agent })
    try {
      const [answer] = await once(request, 'response')
      answer.resume()
      await once(answer, 'end')
      answered()
    } catch (error) {
      agent.destroy()
      return (error as NodeJS.ErrnoException).code
    }
  }
}
