import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type RunningApp, startApp } from '../support/app.ts'
import { contractOf } from '../support/contract.ts'

let running: RunningApp

beforeAll(async () => {
  running = await startApp(
    {},
    {
      routes: async (app) => {
        app.post(
          '/things',
          { schema: { operationId: 'postThing', body: z.unknown() } },
          async () => 'ok',
        )
        app.get('/trickle', { schema: { hide: true } }, async (_, reply) => {
          reply.hijack()
          reply.raw.writeHead(200, { 'content-length': '10' })
          reply.raw.write('half')
        })
      },
    },
  )
})
afterAll(() => running.close())

/** Sends bytes as they are and reads until the server hangs up. */
async function exchange(...chunks: string[]): Promise<string> {
  const socket = connect(Number(new URL(running.url).port), '127.0.0.1')
  const answer = text(socket)
  for (const chunk of chunks) {
    socket.write(chunk, 'latin1')
    await delay(20)
  }
  return answer
}

/** Takes an answer apart and checks it against the contract, as an answer to `GET /livez`. */
function read(answer: string) {
  const [head = '', ...rest] = answer.split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const body = rest.join('\r\n\r\n')
  const status = Number(statusLine.split(' ')[1])
  contractOf(running.app).check({ method: 'GET', path: '/livez', status, headers, text: body })
  return { status, headers, problem: JSON.parse(body) }
}

async function expectProblem(answer: Promise<string>, status: number, type: string) {
  const { status: given, headers, problem } = read(await answer)
  expect(given).toBe(status)
  expect(problem).toMatchObject({ type: `/problems/${type}`, status })
  expect(problem.instance).toMatch(/^[0-9a-f-]{36}$/)
  expect(headers).toMatchObject({
    'x-request-id': problem.instance,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  return headers
}

describe('what the HTTP parser refuses', () => {
  it('is a 400 problem where it is no HTTP at all', async () => {
    const headers = await expectProblem(exchange('HELLO\r\n\r\n'), 400, 'invalid-request')
    expect(headers.connection).toBe('close')
  })

  it.each([
    ['an unknown method', 'BREW /livez HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a header without a colon', 'GET /livez HTTP/1.1\r\nHost a\r\n\r\n'],
    [
      'two lengths',
      'POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
    ],
    [
      'a length and chunks',
      'POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx',
    ],
    ['a NUL in a header', 'GET /livez HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n'],
  ])('is a 400 problem for %s', async (_, bytes) => {
    await expectProblem(exchange(bytes), 400, 'invalid-request')
  })

  it('is a 431 problem for headers beyond 16 kB', async () => {
    const bytes = `GET /livez HTTP/1.1\r\nHost: a\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`
    await expectProblem(exchange(bytes), 431, 'headers-too-large')
  })

  it('is a 408 problem for headers that do not come to an end in four seconds', async () => {
    const late = delay(25_000, 'later', { ref: false })
    const answer = exchange('GET /livez HTTP/1.1\r\nHost: a\r\n')
    // A whole request has 30 seconds, and says the same when they are over.
    expect(await Promise.race([answer, late])).not.toBe('later')
    await expectProblem(answer, 408, 'request-timeout')
  })

  it('is nothing that a client expects of us', async () => {
    const bytes = 'GET /livez HTTP/1.1\r\nHost: a\r\nExpect: the-best\r\nConnection: close\r\n\r\n'
    const { status, headers } = read(await exchange(bytes))
    expect(status).toBe(200)
    expect(headers).toHaveProperty('x-request-id')
  })

  it('does not cut into an answer that is under way', async () => {
    const answer = await exchange('GET /trickle HTTP/1.1\r\nHost: a\r\n\r\n', 'nonsense\r\n\r\n')
    expect(answer).toMatch(/half$/)
  })
})

describe('what the router refuses', () => {
  it('is a 400 problem for an encoding that cannot be read', async () => {
    const bytes = 'GET /livez/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
    await expectProblem(exchange(bytes), 400, 'invalid-request')
  })

  it('is a 400 problem for HTTP/1.1 without Host', async () => {
    const bytes = 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n'
    const { problem } = read(await exchange(bytes))
    expect(problem).toMatchObject({ status: 400, detail: 'The header “Host” is missing.' })
  })

  it('is nothing for HTTP/1.0 without Host', async () => {
    expect(await exchange('GET /livez HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /)
  })
})
