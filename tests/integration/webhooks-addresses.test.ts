import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { contentOf, savePublished } from '../support/factories.ts'
import { type Receiver, startReceiver, status, yes } from '../support/receiver.ts'
import { startWithWebhooks, type WithWebhooks } from '../support/webhooks.ts'

const goodAddress = '93.184.215.14'

/** What names mean here; each list is one answer, the last one stays. */
const names: Record<string, string[][]> = {
  'good.example': [[goodAddress]],
  localhost: [['127.0.0.1', '::1']],
  'inside.example': [['127.0.0.1']],
  'mapped.example': [['::ffff:127.0.0.1']],
  'both.example': [[goodAddress, '127.0.0.1']],
  'rebinding.example': [[goodAddress], ['127.0.0.1']],
  'none.example': [[]],
}

let trap: Server
let trapPort: number
/** Connections to the trap, whatever came over them. */
let hits = 0
let receiver: Receiver
let running: WithWebhooks

beforeAll(async () => {
  trap = createServer((socket) => {
    hits += 1
    socket.destroy()
  })
  // Every address of this machine, IPv6 too.
  await new Promise<void>((resolve) => trap.listen(0, '::', resolve))
  trapPort = (trap.address() as AddressInfo).port
  receiver = await startReceiver()
  running = await startWithWebhooks({
    WEBHOOK_ALLOW: [receiver.host],
    WEBHOOK_RETRY_SECONDS: [],
    WEBHOOK_TIMEOUT_SECONDS: 2,
    resolveHost: async (host) => {
      const answers = names[host]
      const answer = answers && (answers.length > 1 ? answers.shift() : answers[0])
      if (!answer) throw new Error(`There is no ${host}.`)
      return answer
    },
  })
})
afterAll(async () => {
  await running.close()
  await receiver.close()
  await new Promise((resolve) => trap.close(resolve))
})
beforeEach(() => {
  hits = 0
  receiver.answer = yes
})

/** Hosts that are this machine, however they are written. */
const loopback = [
  ...['127.0.0.1', '127.1', '127.0.0.1.', '0x7f000001', '0x7f.1', '2130706433', '0177.0.0.1'],
  ...['[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::7f00:1]'],
  ...['[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[::]', '0.0.0.0', '0'],
  ...['localhost', 'localhost.', 'LOCALHOST', 'inside.example', 'inside.example.'],
  ...['mapped.example', 'both.example', '127。0。0。1', '①②⑦.0.0.1'],
]

/** Others that are not on the public internet. */
const inside = [
  ...['10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', '169.254.169.254', '168.63.129.16'],
  ...['192.0.2.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '[fe80::1]'],
  ...['[fd00:ec2::254]', '[fec0::1]', '[ff02::1]', '[2001:db8::1]', '[2001::1]'],
]

const create = (url: string) => running.admin.post('/v1/webhooks').send({ url })

describe('an address where events are to be sent', () => {
  it.each(['https', 'http'])(
    'by %s is refused where it is not public, however it is written',
    async (scheme) => {
      const { id } = await running.make(receiver.url)
      for (const host of [...loopback, ...inside]) {
        const url = `${scheme}://${host}:${trapPort}/hook`
        const { body } = await create(url)
        expect([host, body.status, body.errors?.at(-1)]).toEqual([
          host,
          422,
          expect.objectContaining({ pointer: '/url', code: 'forbidden-address' }),
        ])
        await running.admin
          .patch(`/v1/webhooks/${id}`)
          .set('If-Match', '*')
          .send({ url })
          .expect(422)
      }
      await running.remove(id)
      expect(hits).toBe(0)
    },
  )

  it('is accepted where it is public, or where the operator allows it', async () => {
    for (const host of [goodAddress, 'good.example', 'good.example.', '[2606:4700::6810:84e5]']) {
      const { body } = await create(`https://${host}/hook`).expect(201)
      await running.remove(body.id)
    }
    const { body } = await create(receiver.url).expect(201)
    await running.remove(body.id)
  })

  it.each([
    [`http://${goodAddress}/`, 'insecure-url'],
    [`https://user:word@${goodAddress}/`, 'credentials-in-url'],
    ['ftp://good.example/', 'invalid-url'],
    ['good.example/hook', 'invalid-url'],
    ['https://', 'invalid-url'],
    ['https://127.0.0.1:99999/', 'invalid-url'],
    ['https://nowhere.example/', 'unknown-host'],
    ['https://none.example/', 'forbidden-address'],
  ])('is not “%s”: %s', async (url, code) => {
    const { body } = await create(url).expect(422)
    expect(body.errors).toMatchObject([{ pointer: '/url', code }])
  })
})

describe('a connection', () => {
  /** Sends one event to an address as if it had been fine once; answers what came of it. */
  async function outcomeAt(url: string) {
    const { id } = await running.make(receiver.url)
    await running.database.pool.query('UPDATE editorial.webhook SET url = $1 WHERE id = $2', [
      url,
      id,
    ])
    await running.admin.post(`/v1/webhooks/${id}/ping`).expect(201)
    const [delivery] = await running.settled(id, 'failed')
    await running.remove(id)
    return delivery?.tries[0]
  }

  it('is not made to where nothing may be sent, whatever was true before', async () => {
    for (const host of loopback) {
      const outcome = await outcomeAt(`https://${host}:${trapPort}/hook`)
      expect([host, outcome]).toMatchObject([host, { status: null, error: 'FORBIDDEN_ADDRESS' }])
    }
    const plain = await outcomeAt(`http://127.0.0.1:${trapPort}/hook`)
    expect(plain).toMatchObject({ error: 'insecure-url' })
    expect(hits).toBe(0)
  })

  it('is not made to a name that means another address by then', async () => {
    const { body } = await create(`https://rebinding.example:${trapPort}/`).expect(201)
    await savePublished(running.database, contentOf({ title: 'For a turncoat' }))
    const [delivery] = await running.settled(body.id, 'failed')
    expect(delivery?.tries).toMatchObject([{ error: 'FORBIDDEN_ADDRESS' }])
    expect(hits).toBe(0)
    await running.remove(body.id)
  })

  it.each([301, 302, 303, 307, 308])('does not follow a redirection (%i)', async (code) => {
    receiver.answer = status(code, { Location: `http://127.0.0.1:${trapPort}/` })
    const { id } = await running.make(receiver.url)
    await running.admin.post(`/v1/webhooks/${id}/ping`).expect(201)
    const [delivery] = await running.settled(id, 'failed')
    expect(delivery?.tries).toMatchObject([{ status: code }])
    expect(hits).toBe(0)
    await running.remove(id)
  })

  it('goes by no proxy that the environment names', async () => {
    const proxy = `http://127.0.0.1:${trapPort}`
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'ALL_PROXY']) {
      vi.stubEnv(name, proxy)
    }
    vi.stubEnv('NODE_USE_ENV_PROXY', '1')
    try {
      await running.restartWorkers()
      const { id } = await running.make(receiver.url)
      await running.admin.post(`/v1/webhooks/${id}/ping`).expect(201)
      await running.settled(id, 'delivered')
      expect(hits).toBe(0)
      await running.remove(id)
    } finally {
      vi.unstubAllEnvs()
    }
  })

  it('would be seen by the trap', async () => {
    await fetch(`http://127.0.0.1:${trapPort}/`).catch(() => {})
    await fetch(`http://[::1]:${trapPort}/`).catch(() => {})
    expect(hits).toBe(2)
  })
})
