import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { cachePublicly, publicCaching, varyOf } from './caching.ts'
import { isFresh, knownTagOf, opaqueTagOf } from './conditional.ts'
import type { Encoding } from './encodings.ts'
import { giveShareBack } from './rate-limit.ts'
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
  /** A `Cache-Control` value instead of that of public answers. */
  caching?: string
  /** A `Link` value that leads to the next page. */
  next?: string | null
}

/** A public answer as it is sent, and sent again: all that is the same for everyone who asks for it. */
export interface ReadyAnswer {
  bytes: Buffer
  mediaType: string
  /** The entity tag of the bytes without its quotes; an encoding adds its name to it. */
  opaqueTag: string
  modifiedAt: Date | null
  headers: Record<string, string>
  tags: readonly string[]
}

/** The same content in fewer bytes. */
export interface Encoded {
  encoding: Encoding
  bytes: Buffer
}

/** Gives an answer its validators and caching rules. */
export function readyAnswer(
  request: FastifyRequest,
  {
    body,
    mediaType,
    modifiedAt = null,
    tags,
    locales = [],
    caching = publicCaching,
    next,
  }: PublicAnswer,
): ReadyAnswer {
  const isText = typeof body === 'string'
  const bytes = isText ? Buffer.from(body) : body
  const headers: Record<string, string> = { 'cache-control': caching, vary: varyOf(request) }
  if (modifiedAt) headers['last-modified'] = modifiedAt.toUTCString()
  if (tags.length > 0) {
    headers[request.server.config.SURROGATE_KEY_HEADER.toLowerCase()] = surrogateKeys(tags)
  }
  if (locales.length > 0) headers['content-language'] = locales.join(', ')
  if (next) headers.link = next
  return {
    bytes,
    mediaType: mediaType ?? 'application/json; charset=utf-8',
    // Bytes may be sent again, those of a text are new.
    opaqueTag: isText ? opaqueTagOf(bytes) : knownTagOf(bytes),
    modifiedAt,
    tags,
    headers,
  }
}

/** The header fields of an answer. */
export function fieldsOf(
  { bytes, opaqueTag, mediaType, headers }: ReadyAnswer,
  encoded: Encoded | undefined,
): Record<string, string> {
  const fields = { ...headers }
  fields.etag = encoded ? `"${opaqueTag}-${encoded.encoding}"` : `"${opaqueTag}"`
  if (encoded) fields['content-encoding'] = encoded.encoding
  fields['content-type'] = mediaType
  fields['content-length'] = String((encoded?.bytes ?? bytes).length)
  return fields
}

/** What a 304 says: the fields that RFC 9110 (15.4.5) asks for, and those that are about the request. The client has the others. */
const fieldsOfFresh = new Set([
  'access-control-allow-origin',
  'access-control-expose-headers',
  'cache-control',
  'etag',
  'ratelimit',
  'ratelimit-policy',
  'vary',
  'x-request-id',
])

/** Those of the header fields of an answer that the 304 in its place says again. */
export const freshFieldsOf = <Value>(fields: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => fieldsOfFresh.has(name)))

/** Sends an answer, or 304 where the client's copy of it is still good. */
export function sendReady(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: ReadyAnswer,
  encoded?: Encoded,
): FastifyReply {
  const fresh = isFresh(request.headers, answer.opaqueTag, answer.modifiedAt)
  const bytes = encoded?.bytes ?? answer.bytes
  if (fresh) giveShareBack(request, reply)
  const fields = Object.assign(reply.getHeaders(), fieldsOf(answer, encoded))
  return fresh ? sendAsIs(reply, 304, freshFieldsOf(fields)) : sendAsIs(reply, 200, fields, bytes)
}

/** Sends what is complete past Fastify's hooks and checks for sending, which have nothing to add to it. */
function sendAsIs(
  reply: FastifyReply,
  status: 200 | 304,
  fields: ReturnType<FastifyReply['getHeaders']>,
  bytes?: Buffer,
): FastifyReply {
  reply.raw.writeHead(status, fields as OutgoingHttpHeaders)
  reply.hijack()
  reply.raw.end(bytes)
  return reply
}

/** Sends an answer that nobody keeps. */
export const sendPublic = (
  request: FastifyRequest,
  reply: FastifyReply,
  answer: PublicAnswer,
): FastifyReply => sendReady(request, reply, readyAnswer(request, answer))

/** Tells clients and caches that an address has changed for good. The method and body stay (RFC 9110, 15.4.9). */
export function redirectPermanently(
  request: FastifyRequest,
  reply: FastifyReply,
  location: string,
): FastifyReply {
  cachePublicly(request, reply)
  return reply.redirect(location, 308)
}
