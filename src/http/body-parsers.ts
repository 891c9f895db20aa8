import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** SHA-256 of the body as it was sent; null where there was none. */
    bodyHash: Buffer | null
  }
}

const mergePatch = 'application/merge-patch+json'
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Makes a scope read JSON bodies, `PATCH` merge patches (RFC 7396), and remember what exactly was sent. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.decorateRequest('bodyHash', null)
  app.removeContentTypeParser(['application/json'])
  app.addContentTypeParser<Buffer>(
    ['application/json', mergePatch],
    { parseAs: 'buffer' },
    (request, body, done) => {
      request.bodyHash = createHash('sha256').update(body).digest()
      void parse(request, decoded(body), done)
    },
  )
  app.addHook('preParsing', async (request, reply) => {
    const wanted = request.method === 'PATCH' ? mergePatch : 'application/json'
    if (!hasBody(request) || isOfType(request, wanted)) return
    if (!/^application\/(merge-patch\+)?json\b/.test(request.headers['content-type'] ?? '')) return
    if (request.method === 'PATCH') reply.header('Accept-Patch', mergePatch)
    throw new Problem('unsupported-media-type', {
      detail: `The body of a ${request.method} is ${wanted}.`,
    })
  })
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

const isOfType = ({ headers }: FastifyRequest, wanted: string): boolean =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase() === wanted

function decoded(body: Buffer): string {
  try {
    return utf8.decode(body)
  } catch {
    throw new Problem('invalid-request', { detail: 'The body is not UTF-8.' })
  }
}
