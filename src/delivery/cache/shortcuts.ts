import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { senderOf } from '../../http/client-address.ts'
import { isFresh } from '../../http/conditional.ts'
import { shareFields } from '../../http/rate-limit.ts'

/** Header fields that are another for each request. */
export const ofOneRequest: ReadonlySet<string> = new Set([
  'x-request-id',
  'ratelimit',
  'ratelimit-policy',
])

/** All of a request that the choice among public answers depends on, as it was sent. */
export const shortcutKeyOf = ({ url, headers }: IncomingMessage): string =>
  `${url}\n${headers['accept-language'] ?? ''}\n${headers.accept ?? ''}\n${headers['accept-encoding'] ?? ''}`

/**
 * Sends what is kept before Fastify takes a request up: finding the route and running its hooks costs more than sending
 * ready bytes. What was sent once on the long way is sent again, and counted and logged as there.
 */
export const shortcuts = fp(
  async (app) => {
    let open = true
    app.addHook('preClose', async () => {
      open = false
    })
    app.addHook('onReady', async () => {
      const [dispatch] = app.server.listeners('request')
      if (!dispatch) return
      app.server.removeAllListeners('request')
      app.server.on('request', (request, response) => {
        if (!open || !tryShortcut(app, request, response)) {
          dispatch.call(app.server, request, response)
        }
      })
    })
  },
  { name: 'shortcuts', dependencies: ['answer-caching', 'rate-limit'] },
)

/** Nothing stands around this listener: what is thrown in it would end the process. */
function tryShortcut(
  app: FastifyInstance,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  try {
    return takeShortcut(app, request, response)
  } catch (err) {
    app.log.error({ err }, 'a shortcut failed')
    if (response.headersSent) response.destroy()
    return response.headersSent
  }
}

/** Answers a request if it can; what is not quite in order goes the long way, and is told there what is wrong. */
function takeShortcut(
  app: FastifyInstance,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const { method, headers } = request
  // Whose key it is has to be looked up.
  if (method !== 'GET' || headers.host === undefined || headers.authorization) return false
  const shortcut = app.answerCache.findShortcut(shortcutKeyOf(request))
  if (!shortcut) return false
  const sender = senderOf(request, app.trust)
  if (sender === undefined) return false
  const { opaqueTag, modifiedAt } = shortcut.kept.answer
  const fresh = isFresh(headers, opaqueTag, modifiedAt)
  const share = app.takeShare(sender, !fresh)
  if (share.refused) return false
  const requestId = randomUUID()
  const told = shareFields(share)
  const own = [
    ...['x-request-id', requestId],
    ...['ratelimit-policy', told['ratelimit-policy'], 'ratelimit', told.ratelimit],
  ]
  if (loud.has(app.config.LOG_LEVEL)) logWhenSent(app, requestId, sender, request, response)
  response.writeHead(fresh ? 304 : 200, [...(fresh ? shortcut.brief : shortcut.full), ...own])
  response.end(fresh ? undefined : shortcut.bytes)
  return true
}

/** The levels at which each request has its line. */
const loud = new Set(['trace', 'debug', 'info'])

function logWhenSent(
  { log }: FastifyInstance,
  reqId: string,
  ip: string,
  { method, url }: IncomingMessage,
  response: ServerResponse,
): void {
  const began = performance.now()
  const req = { method, url, ip }
  response.once('finish', () =>
    log.info(
      { reqId, req, res: response, responseTime: performance.now() - began },
      'request completed',
    ),
  )
}
