import type { FastifyReply, FastifyRequest } from 'fastify'
import { publicCaching, uncached } from '../../http/caching.ts'
import { clientKey } from '../../http/client-address.ts'
import { nextLink, scopeOf } from '../../http/pagination.ts'
import { readyAnswer, sendReady } from '../../http/public-answer.ts'
import { badRequest, Problem } from '../../problem.ts'
import { resolveRegionsOfAnyTime } from '../addresses/service.ts'
import { openFeedCursor, sealFeedCursor } from './cursor.ts'
import type { ChangesQuery } from './schema.ts'
import { type FeedPage, type FeedView, listChanges } from './store.ts'

/** Answers with the changes after a cursor; waits for one where there is none and the client wants to. */
export async function sendChanges(
  request: FastifyRequest,
  reply: FastifyReply,
  query: ChangesQuery,
): Promise<FastifyReply> {
  const { cursorSeal } = request.server
  const view = await viewOf(request, query)
  const scope = scopeOf(request.routeOptions.url, undefined, { ...(request.query as object) })
  const after = query.cursor === undefined ? null : openFeedCursor(cursorSeal, query.cursor, scope)
  const page = await changesAfter(request, reply, after, view, (query.wait ?? 0) * 1000)
  const { changes } = page
  // A service that stops waits for its connections to end.
  if (request.server.waitingRoom.closed) reply.header('connection', 'close')
  const isFull = changes.length === query.limit
  const next = sealFeedCursor(cursorSeal, isFull ? lastOf(page) : page.last, scope)
  const data = changes.map(({ body }) => body).join(',')
  const answer = {
    body: `{"data":[${data}],"page":${JSON.stringify({ limit: query.limit, next })}}`,
    // What follows a full page is on the next one; what follows any other may be there in a moment.
    caching: isFull && !view.current ? publicCaching : uncached,
    tags: [],
    next: nextLink(request, next),
  }
  return sendReady(request, reply, readyAnswer(request, answer))
}

const lastOf = ({ changes, last }: FeedPage): number => changes.at(-1)?.seq ?? last

async function viewOf(
  { server }: FastifyRequest,
  { region, kind, include, bodyFormat, limit }: ChangesQuery,
): Promise<FeedView> {
  const { ids, faults } = await resolveRegionsOfAnyTime(server.database.pool, 'region', region)
  if (include && limit > 20) {
    faults.push({ parameter: 'limit', code: 'too-big', detail: 'With `include`, at most 20.' })
  }
  if (bodyFormat && !include) {
    faults.push({ parameter: 'bodyFormat', code: 'needs-include', detail: 'Goes with `include`.' })
  }
  if (faults.length > 0) throw badRequest(faults)
  const current = include && (bodyFormat ?? ['markdown' as const])
  return { regionIds: region && ids, kinds: kind, current, limit }
}

async function changesAfter(
  { server, ip }: FastifyRequest,
  reply: FastifyReply,
  cursor: number | null,
  view: FeedView,
  waitMs: number,
): Promise<FeedPage> {
  const { waitingRoom: room } = server
  const until = performance.now() + waitMs
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const client = server.isExempt(ip) ? null : clientKey(ip)
  let page = await read(server.database.pool, cursor, view)
  for (;;) {
    const leftMs = until - performance.now()
    if (page.changes.length > 0 || leftMs <= 0 || gone.signal.aborted || room.closed) return page
    const { last } = page
    await server.standAside(() => room.wait(BigInt(last), leftMs, gone.signal, client))
    page = await read(server.database.pool, last, view)
  }
}

async function read(
  pool: FastifyRequest['server']['database']['pool'],
  cursor: number | null,
  view: FeedView,
): Promise<FeedPage> {
  const page = await listChanges(pool, cursor ?? 0, view)
  // One that is ahead of the feed comes from a state of the database that a backup has undone.
  if (cursor === null || (cursor >= page.horizon && cursor <= page.last)) return page
  throw new Problem('cursor-expired', {
    detail: 'The feed does not reach back that far. Start again from `/v1/export`.',
  })
}
