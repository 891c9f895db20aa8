import type { FastifyReply, FastifyRequest } from 'fastify'

const exposed = [
  'ETag',
  'Link',
  'Location',
  'X-Request-Id',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Content-Language',
  'Last-Modified',
]

/**
 * Scripts of any site may read what is public. A literal `*` and no credentials: the answer is the same for every
 * site, so caches keep one copy.
 */
export const corsHeaders = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': exposed.join(', '),
}

/** Whether a browser asks in advance if a script may send a request (Fetch standard, CORS-preflight). */
export const isPreflight = ({ method, headers }: FastifyRequest): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined

/**
 * Lets scripts read, and post where the public side takes posts. Closed scopes turn a preflight away before it gets
 * here.
 */
export function answerPreflight(reply: FastifyReply, methods: readonly string[]): FastifyReply {
  const posts = methods.includes('POST')
  return reply
    .code(204)
    .header('Access-Control-Allow-Methods', posts ? 'GET, HEAD, POST' : 'GET, HEAD')
    .header(
      'Access-Control-Allow-Headers',
      `Accept, Accept-Language, ${posts ? 'Content-Type, ' : ''}If-None-Match, If-Modified-Since`,
    )
    .header('Access-Control-Max-Age', '86400')
    .send()
}
