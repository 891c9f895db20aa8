import type { FastifyRequest } from 'fastify'
import type { Precondition } from '../precondition.ts'
import { badRequest, Problem } from '../problem.ts'

const entityTag = /^(W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/

/** What `If-Match` demands. Throws 428 where the request has none: a write without it could undo somebody's edit. */
export function ifMatch(request: FastifyRequest): Precondition {
  const header = request.headers['if-match']
  if (header === undefined) {
    throw new Problem('precondition-required', {
      detail: 'Send the ETag that you read as `If-Match`, so that no edit in between is lost.',
    })
  }
  return tagsOf(header)
}

function tagsOf(header: string): Precondition {
  if (header.trim() === '*') return '*'
  const tags = header.split(',').map((tag) => tag.trim())
  if (!tags.every((tag) => entityTag.test(tag))) {
    const detail = '`If-Match` is a list of entity tags in double quotes, or `*`.'
    throw badRequest([{ parameter: 'If-Match', code: 'malformed-entity-tag', detail }])
  }
  // A weak tag never matches here (RFC 9110, 8.8.3.2): it does not say that nothing changed.
  return tags
}

/** For a `PUT` that creates with `If-None-Match: *` and replaces with `If-Match`. */
export function creationOrMatch(request: FastifyRequest): 'create' | Precondition {
  const header = request.headers['if-none-match']
  if (header === undefined) return ifMatch(request)
  if (header.trim() === '*') return 'create'
  const detail = 'To create, send `If-None-Match: *`; to replace, send `If-Match` with an ETag.'
  throw badRequest([{ parameter: 'If-None-Match', code: 'unsupported-precondition', detail }])
}
