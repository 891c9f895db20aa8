import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the server does with one request: an answer, or the connection is cut before or in the middle of one. */
type Step =
  | { status: number; headers?: Record<string, string>; body?: string }
  | 'reset'
  | { cutAfter: string; contentType: string }

interface Asked {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: string
  /** Milliseconds since the server was started. */
  at: number
}

/** A server that answers requests in the order of a script, and the last step of it ever after. */
export async function scriptedServer(...script: Step[]) {
  const asked: Asked[] = []
  const began = performance.now()
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const at = performance.now() - began
    const { method = '', url: path = '', headers } = request
    let body = ''
    for await (const chunk of request) body += chunk
    const step = script[Math.min(asked.length, script.length - 1)] ?? 'reset'
    asked.push({ method, path, headers, body, at })
    if (step === 'reset') return void request.socket.destroy()
    if ('cutAfter' in step) {
      response.writeHead(200, { 'content-type': step.contentType, 'content-length': '100' })
      response.write(step.cutAfter, () => request.socket.destroy())
      return
    }
    response.writeHead(step.status, { 'content-type': 'application/json', ...step.headers })
    response.end(step.body ?? '{}')
  }
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { url: `http://127.0.0.1:${port}`, asked, close }
}
