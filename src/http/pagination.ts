import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { badRequest } from '../problem.ts'
import { Flag, wholeNumber } from './query.ts'

/** The parameters of every list. */
export const pageParameters = {
  limit: wholeNumber(z.int().min(1).max(100).default(20)).meta({
    description: 'How many to answer with at most.',
  }),
  cursor: z.string().min(1).max(2000).optional().meta({
    description: 'Where to go on: `page.next` of the page before, with the same filters and sort.',
  }),
  total: Flag.optional().meta({ description: '`true`: count all that match into `page.total`.' }),
}

/** The wire shape of a page of a list. */
export function listOf<T extends z.ZodType, const Id extends string, U extends z.ZodRawShape>(
  item: T,
  id: Id,
  besides?: U,
) {
  return z
    .object({
      data: z.array(item),
      page: z.object({
        limit: z.int(),
        next: z
          .string()
          .nullable()
          .meta({ description: 'The cursor of the next page; null on the last.' }),
        total: z.int().optional().meta({ description: 'With `total=true`: how many match.' }),
      }),
      ...besides,
    })
    .meta({ id })
}

/** The address of the next page, as a reference relative to this server: the same query with another cursor. */
export function nextLink(request: FastifyRequest, next: string): string {
  const url = new URL(request.url, 'http://localhost')
  url.searchParams.set('cursor', next)
  return `<${url.pathname}${url.search}>; rel="next"`
}

/** Query parameters that choose how rows look, not which there are or in what order. */
const presentation = new Set([
  ...['limit', 'cursor', 'total', 'wait', 'fields', 'include', 'bodyFormat', 'facets'],
])

/** What a cursor is bound to: the list and its filters and sort, not the looks of its rows. */
export function scopeOf(route: string | undefined, of: string | undefined, query: object): unknown {
  const filters = Object.entries(query).filter(
    ([name, value]) => !presentation.has(name) && value !== undefined,
  )
  return [route, of ?? null, Object.fromEntries(filters)]
}

const MAC_BYTES = 16

/**
 * Makes cursors that only this atlas can make. The MAC binds a cursor to its scope (the route with its filters and
 * sort), so that one from another list, an altered one or an invented one is refused instead of paging wrongly.
 */
export class CursorSeal {
  readonly #secret: Buffer

  constructor(secret: Buffer) {
    this.#secret = secret
  }

  seal(position: readonly unknown[], scope: unknown): string {
    const body = Buffer.from(JSON.stringify(position))
    return Buffer.concat([this.#mac(body, scope), body]).toString('base64url')
  }

  /** Throws a 400 on the parameter `cursor` unless the token was sealed under the same secret and scope. */
  open(token: string, scope: unknown): unknown[] {
    return this.openAny(token, [scope])
  }

  /** The same for a list that takes the cursors of several scopes. */
  openAny(token: string, scopes: readonly unknown[]): unknown[] {
    const bytes = Buffer.from(token, 'base64url')
    const mac = bytes.subarray(0, MAC_BYTES)
    const body = bytes.subarray(MAC_BYTES)
    // Node skips characters that base64url does not know, so one cursor could otherwise be written in many ways.
    const wellFormed = mac.length === MAC_BYTES && bytes.toString('base64url') === token
    const isSealed = (scope: unknown) => timingSafeEqual(mac, this.#mac(body, scope))
    if (!wellFormed || !scopes.some(isSealed)) throw refused()
    return JSON.parse(body.toString())
  }

  #mac(body: Buffer, scope: unknown): Buffer {
    // The scope's length goes first, or a scope could lend its end to the body.
    const bound = Buffer.from(canonical(scope))
    return createHmac('sha256', this.#secret)
      .update(`cursor 1 ${bound.length}\n`)
      .update(bound)
      .update(body)
      .digest()
      .subarray(0, MAC_BYTES)
  }
}

const refused = () =>
  badRequest([
    {
      parameter: 'cursor',
      code: 'invalid-cursor',
      detail:
        'The cursor does not belong to this list with these filters and sort. Start from the first page.',
    },
  ])

/** JSON with the keys of every object in order: however a filter was put together, it is the same filter. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      part !== null && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? ''
  )
}
