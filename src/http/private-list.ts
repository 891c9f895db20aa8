import type { FastifyReply, FastifyRequest } from 'fastify'
import { nextLink, scopeOf } from './pagination.ts'

interface ListQuery {
  limit: number
  cursor?: string | undefined
  total?: boolean | undefined
}

interface Source<Row> {
  /** Up to one row more than `limit`: it tells that there is a next page. */
  rows: (after: readonly unknown[] | undefined, limit: number) => Promise<Row[]>
  count: () => Promise<number>
  /** Where a row stands in the list's order. */
  placeOf: (row: Row) => readonly unknown[]
  /** The id of the resource that the list is of: cursors stay good when it is renamed. */
  of?: string
}

/** One page of an editors' list; its rows are still to be made into their wire form. */
export async function privatePage<Row>(
  request: FastifyRequest,
  reply: FastifyReply,
  { rows, count, placeOf, of }: Source<Row>,
) {
  const { cursorSeal } = request.server
  const query = request.query as ListQuery
  const { limit, cursor, total } = query
  const scope = scopeOf(request.routeOptions.url, of, { ...query })
  const found = await rows(cursor === undefined ? undefined : cursorSeal.open(cursor, scope), limit)
  const shown = found.slice(0, limit)
  const last = found.length > limit ? shown.at(-1) : undefined
  const next = last ? cursorSeal.seal([...placeOf(last)], scope) : null
  if (next) reply.header('Link', nextLink(request, next))
  return { rows: shown, page: { limit, next, ...(total ? { total: await count() } : {}) } }
}
