import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../problem.ts'
import { corsHeaders } from './cors.ts'
import { securityHeaders } from './security-headers.ts'

export const MAX_URL_CHARACTERS = 8000

/** What every answer carries, whichever part of the server gives it. */
export const edgeHeaders = (requestId: string): Record<string, string> => ({
  'X-Request-Id': requestId,
  ...corsHeaders,
  ...securityHeaders,
})

/** Marks every answer, and turns away requests that no route should ever see. */
export const edge = fp(
  async (app) => {
    app.addHook('onRequest', (request, reply, done) => {
      reply.headers(edgeHeaders(request.id))
      checkAddress(request.url)
      checkHost(request)
      done()
    })
    // Node would refuse what it does not know of with a bare 417; nobody has to (RFC 9110, 10.1.1).
    app.server.on('checkExpectation', (request, response) =>
      app.server.emit('request', request, response),
    )
    // A body that no route asks for is not to be read as text either.
    app.removeContentTypeParser('text/plain')
  },
  { name: 'edge' },
)

function checkAddress(url: string): void {
  if (url.length > MAX_URL_CHARACTERS) throw new Problem('uri-too-long')
  // Postgres refuses NUL in text, long after everything here has let it pass.
  if (url.includes('%00')) throw malformed('The address contains a NUL character.')
  try {
    decodeURIComponent(url)
  } catch {
    throw malformed('The address contains a malformed percent-encoding.')
  }
}

/** Node would answer this without a body, so it is told not to look (`requireHostHeader`). RFC 9112, 3.2. */
function checkHost({ headers, raw }: FastifyRequest): void {
  if (headers.host === undefined && raw.httpVersion === '1.1') {
    throw malformed('The header “Host” is missing.')
  }
}

const malformed = (detail: string) => new Problem('invalid-request', { detail })
