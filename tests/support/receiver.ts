import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

/** A request that a receiver got. */
export interface Received {
  id: string
  headers: IncomingHttpHeaders
  body: string
  at: number
}

type Answer = (received: Received, reply: ServerResponse) => void

export const yes: Answer = (_, reply) => reply.writeHead(204).end()
export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, reply) =>
    reply.writeHead(code, headers).end()

/** Somebody who receives webhooks on loopback; answers as the test says. */
export async function startReceiver(port = 0) {
  const received: Received[] = []
  const receiver = { answer: yes, received, url: '', host: '', hits: 0, close: async () => {} }
  const server = createServer((request, reply) => {
    receiver.hits += 1
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { headers } = request
      const body = Buffer.concat(chunks).toString()
      const one = { id: String(headers['webhook-id']), headers, body, at: Date.now() }
      received.push(one)
      receiver.answer(one, reply)
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  receiver.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  receiver.url = `http://${receiver.host}/hook`
  receiver.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return receiver
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>

/** What a request says, if the secret signed it; throws otherwise. */
export const verified = (secret: string, { body, headers }: Received): unknown =>
  new Webhook(secret).verify(body, headers as Record<string, string>)
