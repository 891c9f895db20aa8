import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { acceptedEncodings } from '../../http/encodings.ts'
import { languagesOf } from '../../http/locale.ts'
import {
  fieldsOf,
  freshFieldsOf,
  type PublicAnswer,
  readyAnswer,
  sendReady,
} from '../../http/public-answer.ts'
import { statusLines, writtenFields } from '../../http/written-response.ts'
import { isBest, type Kept } from './answer-cache.ts'
import type { Head } from './shortcut-index.ts'
import { ofOneRequest } from './shortcuts.ts'

/** Answers what is kept before anything else is done for a request. */
export function answerFromCache(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const key = keyOf(request)
    // What is posted to an address has nothing to do with what can be read there.
    const reads = request.method === 'GET' || request.method === 'HEAD'
    const kept = reads ? app.answerCache.find(key) : undefined
    if (kept) sendKept(request, reply, key, kept)
    else done()
  })
}

/** Answers a public read with what `load` makes of the published state, and keeps the answer for those to come. */
export async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  load: () => Promise<PublicAnswer>,
): Promise<FastifyReply> {
  const ready = await request.server.answerCache.load(keyOf(request), async () =>
    readyAnswer(request, await load()),
  )
  return sendReady(request, reply, ready)
}

function sendKept(request: FastifyRequest, reply: FastifyReply, key: string, kept: Kept): void {
  const { answerCache } = request.server
  const header = request.headers['accept-encoding']
  const accepted = typeof header === 'string' ? acceptedEncodings(header) : []
  const encoded = answerCache.variantOf(key, kept, accepted)
  const common = lastingHeaders(reply)
  sendReady(request, reply, kept.answer, encoded)
  if (isBest(kept, accepted, encoded)) {
    const bytes = encoded?.bytes ?? kept.answer.bytes
    const variant = encoded?.encoding ?? 'identity'
    const head = kept.heads[variant] ?? headOf({ ...common, ...fieldsOf(kept.answer, encoded) })
    kept.heads[variant] = head
    answerCache.addShortcut(request.raw, { key, kept, bytes, head })
  }
}

const headOf = (fields: Record<string, string>): Head => ({
  full: statusLines[200] + writtenFields(fields),
  brief: statusLines[304] + writtenFields(freshFieldsOf(fields)),
})

/** What every answer says, less what it says of one request. */
function lastingHeaders(reply: FastifyReply): Record<string, string> {
  const fields = Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)])
  return Object.fromEntries(fields.filter(([name = '']) => !ofOneRequest.has(name)))
}

/** All of a request that an answer depends on, its encoding apart. */
function keyOf(request: FastifyRequest): string {
  const { url, acceptedType } = request
  return `${url}\n${languagesOf(request)}\n${acceptedType}`
}
