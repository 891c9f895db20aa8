import { hash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** The strong entity tag of an answer's bytes, unquoted. 132 bits of SHA-256 leave no chance of two answers sharing one. */
export const opaqueTagOf = (bytes: Buffer): string =>
  hash('sha256', bytes, 'base64url').slice(0, 22)

const known = new WeakMap<Buffer, string>()

/** The same of bytes that somebody keeps: they are hashed once, not for every reader. */
export function knownTagOf(bytes: Buffer): string {
  const tag = known.get(bytes) ?? opaqueTagOf(bytes)
  known.set(bytes, tag)
  return tag
}

/** Whether the client's copy is still good (RFC 9110, 13.2.2): entity tags rule where they are sent, else the date. */
export function isFresh(
  headers: IncomingHttpHeaders,
  opaqueTag: string,
  modifiedAt: Date | null,
): boolean {
  const ifNoneMatch = headers['if-none-match']
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, opaqueTag)
  const date = headers['if-modified-since'] ?? ''
  // Anything but an HTTP date is to be ignored (RFC 9110, 13.1.3); `Date.parse` would read much more.
  const since = /^\w{3,9},? [\w :-]+$/.test(date) ? Date.parse(date) : Number.NaN
  if (modifiedAt === null || Number.isNaN(since)) return false
  // HTTP dates know no fractions of a second.
  return Math.floor(modifiedAt.getTime() / 1000) <= Math.floor(since / 1000)
}

/**
 * Weak comparison, as RFC 9110 asks for `If-None-Match`. Caches that compress mark the tag with a suffix;
 * the content that it names is the same.
 */
function matches(list: string, opaqueTag: string): boolean {
  if (list === `"${opaqueTag}"`) return true
  if (list.trim() === '*') return true
  return [...list.matchAll(/"([^"]*)"/g)].some(
    ([, tag]) => tag?.replace(/-(br|gzip)$/, '') === opaqueTag,
  )
}
