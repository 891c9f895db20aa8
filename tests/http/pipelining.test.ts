import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type RunningApp, startApp } from '../support/app.ts'

let running: RunningApp
const lines: string[] = []
beforeAll(async () => {
  const logger = { write: (line: string) => void lines.push(line) }
  running = await startApp({ LOG_LEVEL: 'warn' }, { logger })
})
afterAll(() => running.close())

function open(): Socket {
  const socket = connect(Number(new URL(running.url).port), '127.0.0.1')
  socket.on('error', () => {})
  return socket
}

const requestFor = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`

it('leaves no place taken by requests whose connection has gone before their turn', async () => {
  for (let round = 0; round < 20; round += 1) {
    const socket = open()
    socket.write(requestFor('/v1/regions/japan').repeat(100))
    await delay(10)
    socket.destroy()
  }
  await vi.waitFor(async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => fetch(`${running.url}/livez`)),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  }, 10_000)
})

it('ends exports that wait behind a request whose connection has gone', async () => {
  const changes = await fetch(`${running.url}/v1/changes`)
  const { page } = (await changes.json()) as { page: { next: string } }
  for (let round = 0; round < 3; round += 1) {
    const socket = open()
    socket.write(requestFor(`/v1/changes?wait=20&cursor=${page.next}`))
    socket.write(requestFor('/v1/export').repeat(2))
    await delay(200)
    socket.destroy()
  }
  await vi.waitFor(async () => {
    const answer = await fetch(`${running.url}/v1/export`)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('"type":')
  }, 10_000)
  await vi.waitFor(async () => {
    const { rows } = await running.database.pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
    )
    expect(rows).toEqual([])
  }, 10_000)
})

it('answers in order, and refuses what is too much for one connection', async () => {
  const socket = open()
  let answer = ''
  socket.on('data', (chunk) => {
    answer += String(chunk)
  })
  socket.write(requestFor('/v1/changes?limit=1').repeat(60))
  await vi.waitFor(() => {
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)
    expect(statuses).toHaveLength(60)
    expect(new Set(statuses)).toEqual(new Set(['200', '503']))
    expect(statuses.slice(0, 32)).not.toContain('503')
  }, 10_000)
  const refused = lines.filter((line) => line.includes('wait for their turn on this connection'))
  expect(refused.length).toBeGreaterThan(0)
  expect(refused.join('')).not.toContain('pipelining.')
  socket.destroy()
})
