import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { uncached } from '../../../http/caching.ts'
import { acceptedEncodings } from '../../../http/encodings.ts'
import { unavailable } from '../../../problem.ts'
import { writeAll, writePacked } from '../../../writing.ts'
import { sealFeedCursor } from '../cursor.ts'
import { type ExportOrder, exportLines } from './service.ts'

/** An export keeps Postgres from cleaning up what others have replaced meanwhile. */
const longestMs = 3_600_000

/** Streams exports, a few at a time, no faster than their clients read. */
export class Exports {
  #running = 0

  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    bodies: ExportOrder['bodies'],
  ): Promise<FastifyReply> {
    const { config, cursorSeal, database } = request.server
    const gzip = acceptedEncodings(String(request.headers['accept-encoding'] ?? '')).includes(
      'gzip',
    )
    const headers = {
      'content-type': 'application/x-ndjson',
      'cache-control': uncached,
      vary: 'Accept-Encoding',
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    }
    if (request.method === 'HEAD') return sendHead(reply, headers)
    if (this.#running >= config.EXPORTS_AT_ONCE)
      throw unavailable('Too many exports are under way.', 30)
    this.#running += 1
    try {
      const cursorAfter = (seq: number) => sealFeedCursor(cursorSeal, seq)
      const lines = exportLines(database.pool, { bodies, cursorAfter })
      // What goes wrong before the first line is still answered as a problem.
      const { value: manifest } = await lines.next()
      reply.headers(headers)
      await stream(request, reply, manifest ?? Buffer.alloc(0), lines, gzip)
      return reply
    } finally {
      this.#running -= 1
    }
  }
}

/** Says what would come, and makes nothing of it. */
function sendHead(reply: FastifyReply, headers: Record<string, string>): FastifyReply {
  reply.headers(headers)
  reply.hijack()
  reply.raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders).end()
  return reply
}

async function stream(
  request: FastifyRequest,
  reply: FastifyReply,
  manifest: Buffer,
  lines: AsyncGenerator<Buffer, void, void>,
  gzip: boolean,
): Promise<void> {
  const { raw } = reply
  const idleMs = request.server.config.EXPORT_IDLE_SECONDS * 1000
  reply.hijack()
  const timer = setTimeout(() => raw.destroy(), longestMs)
  raw.setTimeout(idleMs, () => raw.destroy())
  async function* everything() {
    yield manifest
    yield* lines
  }
  try {
    if (raw.destroyed) return
    raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders)
    await (gzip ? writePacked(everything(), raw) : writeAll(everything(), raw))
    raw.end()
  } catch (error) {
    // The missing last line tells the client; it mostly is the client that went.
    request.log.info({ err: error }, 'an export was broken off')
    raw.destroy()
  } finally {
    clearTimeout(timer)
    await lines.return()
  }
}
