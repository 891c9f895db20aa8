import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { senderOf, type Trust } from '../../http/client-address.ts'
import { isFresh } from '../../http/conditional.ts'
import { shareFields } from '../../http/rate-limit.ts'
import { httpDate, WrittenResponse } from '../../http/written-response.ts'
import type { AnswerCache } from './answer-cache.ts'

/** Header fields that are another for each request. */
export const ofOneRequest: ReadonlySet<string> = new Set([
  'x-request-id',
  'ratelimit',
  'ratelimit-policy',
])

/** What a shortcut needs of the service. To look these up in Fastify's large object for each request would be felt. */
interface Means {
  cache: AnswerCache
  takeShare: FastifyInstance['takeShare']
  trust: Trust | null
  /** Where each request has its line; null where nobody wants to read it. */
  log: FastifyBaseLogger | null
  /** The end of a head, as Node writes it. */
  ending: string
}

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
      const means = meansOf(app)
      app.server.removeAllListeners('request')
      app.server.on('request', (request, response) => {
        if (!open || !tryShortcut(app.log, means, request, response)) {
          dispatch.call(app.server, request, response)
        }
      })
    })
  },
  { name: 'shortcuts', dependencies: ['answer-caching', 'rate-limit'] },
)

function meansOf({ answerCache, takeShare, trust, config, log, server }: FastifyInstance): Means {
  const seconds = Math.floor(server.keepAliveTimeout / 1000)
  return {
    cache: answerCache,
    takeShare,
    trust,
    log: ['trace', 'debug', 'info'].includes(config.LOG_LEVEL) ? log : null,
    ending: `Connection: keep-alive\r\nKeep-Alive: timeout=${seconds}\r\n\r\n`,
  }
}

/** Nothing stands around this listener: what is thrown in it would end the process. */
function tryShortcut(
  log: FastifyBaseLogger,
  means: Means,
  request: IncomingMessage,
  response: object,
): boolean {
  if (!(response instanceof WrittenResponse)) return false
  try {
    return takeShortcut(means, request, response)
  } catch (err) {
    log.error({ err }, 'a shortcut failed')
    if (response.headersSent) response.destroy()
    return response.headersSent
  }
}

/** Answers a request if it can; what is not quite in order goes the long way, and is told there what is wrong. */
function takeShortcut(
  { cache, takeShare, trust, log, ending }: Means,
  request: IncomingMessage,
  response: WrittenResponse,
): boolean {
  const { method, headers } = request
  // Whose key it is has to be looked up.
  if (method !== 'GET' || headers.host === undefined || headers.authorization) return false
  // The head would say that the connection goes on.
  if (!response.shouldKeepAlive) return false
  const shortcut = cache.findShortcut(request)
  if (!shortcut) return false
  const sender = senderOf(request, trust)
  if (sender === undefined) return false
  const { opaqueTag, modifiedAt } = shortcut.kept.answer
  const fresh = isFresh(headers, opaqueTag, modifiedAt)
  const share = takeShare(sender, !fresh)
  if (share.refused) return false
  const requestId = randomUUID()
  if (log) logWhenSent(log, requestId, sender, request, response)
  const told = shareFields(share)
  const own = `x-request-id: ${requestId}\r\nratelimit-policy: ${told['ratelimit-policy']}\r\nratelimit: ${told.ratelimit}\r\nDate: ${httpDate(Date.now())}\r\n`
  if (fresh) response.sendWritten(304, shortcut.head.brief + own + ending)
  else response.sendWritten(200, shortcut.head.full + own + ending, shortcut.bytes)
  return true
}

function logWhenSent(
  log: FastifyBaseLogger,
  reqId: string,
  ip: string,
  { method, url }: IncomingMessage,
  response: WrittenResponse,
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
