import type { FastifyReply, FastifyRequest } from 'fastify'
import { communitiesTag } from '../atlas/cache-tags.ts'
import { nextLink, scopeOf } from '../http/pagination.ts'
import { answer } from './cache/answering.ts'

/** One row of a list: its JSON as text and where it stands in the list's order. */
interface ListRow {
  body: string
  place: readonly unknown[]
  locale?: string
}

interface PageWanted {
  /** Where the page before ended. */
  after: readonly unknown[] | undefined
  limit: number
}

export interface ListSource {
  /** Up to one row more than `limit`: it tells that there is a next page. */
  rows: (page: PageWanted) => Promise<ListRow[]>
  count: () => Promise<number>
  /** What the answer says beside its rows, once these are known. */
  besides?: () => Promise<Record<string, unknown>>
  tags?: readonly string[]
  /** The id of the resource that the list is of: cursors stay good when it is renamed. */
  of?: string
}

interface ListQuery {
  limit: number
  cursor?: string | undefined
  total?: boolean | undefined
}

/** Answers with one page of a list, its rows passed on unparsed. */
export function sendList(
  request: FastifyRequest,
  reply: FastifyReply,
  query: ListQuery,
  findSource: () => Promise<ListSource>,
): Promise<FastifyReply> {
  return answer(request, reply, async () => {
    const source = await findSource()
    const { cursorSeal } = request.server
    const scope = scopeOf(request.routeOptions.url, source.of, { ...(request.query as object) })
    const { limit, cursor, total: counted } = query
    const after = cursor === undefined ? undefined : cursorSeal.open(cursor, scope)
    const rows = await source.rows({ after, limit })
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    const next = last ? cursorSeal.seal([...last.place], scope) : null
    const total = counted ? { total: await source.count() } : {}
    const page = { limit, next, ...total }
    const rest = JSON.stringify({ page, ...(await source.besides?.()) })
    return {
      body: `{"data":[${shown.map(({ body }) => body).join(',')}],${rest.slice(1)}`,
      tags: source.tags ?? [communitiesTag],
      locales: [...new Set(shown.flatMap(({ locale }) => locale ?? []))],
      next: next && nextLink(request, next),
    }
  })
}
