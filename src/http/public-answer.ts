import type { FastifyReply, FastifyRequest } from 'fastify'
import { cachePublicly } from './caching.ts'
import { entityTagOf, isFresh } from './conditional.ts'
import { surrogateKeys } from './surrogate-keys.ts'

/** An answer of ready bytes that anyone may read and any cache may keep. */
export interface PublicAnswer {
  body: string | Buffer
  mediaType?: string
  /** The last publication that changed this answer; lists have none. */
  modifiedAt?: Date | null
  /** What the answer depends on; see src/atlas/cache-tags.ts. */
  tags: readonly string[]
  /** The languages of the texts in it. */
  locales?: readonly string[]
  /** A `Link` value that leads to the next page. */
  next?: string | null
}

/** Sends an answer with its validators and caching rules, or 304 where the client's copy of it is still good. */
export function sendPublic(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, mediaType, modifiedAt = null, tags, locales = [], next }: PublicAnswer,
): FastifyReply {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body)
  const entityTag = entityTagOf(bytes)
  cachePublicly(request, reply)
  reply.header('ETag', entityTag)
  if (modifiedAt) reply.header('Last-Modified', modifiedAt.toUTCString())
  if (tags.length > 0) reply.header(request.server.config.SURROGATE_KEY_HEADER, surrogateKeys(tags))
  if (locales.length > 0) reply.header('Content-Language', locales.join(', '))
  if (next) reply.header('Link', next)
  if (isFresh(request, entityTag, modifiedAt)) return sendNotModified(request, reply, bytes)
  return reply.type(mediaType ?? 'application/json; charset=utf-8').send(bytes)
}

/** On HEAD, Fastify would count the absent body and claim a length of 0; it is told that of the full answer. */
function sendNotModified(
  request: FastifyRequest,
  reply: FastifyReply,
  bytes: Buffer,
): FastifyReply {
  reply.code(304)
  return request.method === 'HEAD' ? reply.send(bytes) : reply.send()
}

/** Tells clients and caches that an address has changed for good. The method and body stay (RFC 9110, 15.4.9). */
export function redirectPermanently(
  request: FastifyRequest,
  reply: FastifyReply,
  location: string,
): FastifyReply {
  cachePublicly(request, reply)
  return reply.redirect(location, 308)
}
