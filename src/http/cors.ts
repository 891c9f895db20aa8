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

export const answerPreflight = (reply: FastifyReply): FastifyReply =>
  reply
    .code(204)
    .header('Access-Control-Allow-Methods', 'GET, HEAD')
    .header(
      'Access-Control-Allow-Headers',
      'Accept, Accept-Language, If-None-Match, If-Modified-Since',
    )
    .header('Access-Control-Max-Age', '86400')
    .send()
