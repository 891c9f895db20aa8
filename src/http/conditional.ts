import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

/** A strong entity tag of an answer's bytes. 128 bits leave no chance of two answers sharing one. */
export function entityTagOf(bytes: Buffer): string {
  const hash = createHash('sha256').update(bytes).digest().subarray(0, 16)
  return `"${hash.toString('base64url')}"`
}

/** Whether the client's copy is still good (RFC 9110, 13.2.2): entity tags rule where they are sent, else the date. */
export function isFresh(
  request: FastifyRequest,
  entityTag: string,
  modifiedAt: Date | null,
): boolean {
  const ifNoneMatch = request.headers['if-none-match']
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, entityTag)
  const since = Date.parse(request.headers['if-modified-since'] ?? '')
  if (modifiedAt === null || Number.isNaN(since)) return false
  // HTTP dates know no fractions of a second.
  return Math.floor(modifiedAt.getTime() / 1000) <= Math.floor(since / 1000)
}

/**
 * Weak comparison, as RFC 9110 asks for `If-None-Match`. Caches that compress mark the tag with a suffix;
 * the content that it names is the same.
 */
function matches(list: string, entityTag: string): boolean {
  if (list.trim() === '*') return true
  const opaque = entityTag.slice(1, -1)
  return [...list.matchAll(/"([^"]*)"/g)].some(
    ([, tag]) => tag?.replace(/-(br|gzip)$/, '') === opaque,
  )
}
