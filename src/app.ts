import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { limits } from './atlas/limits.ts'
import type { Config } from './config.ts'
import type { Database } from './database/database.ts'
import { answerCaching } from './delivery/cache/cache.ts'
import { shortcuts } from './delivery/cache/shortcuts.ts'
import { delivery } from './delivery/delivery.ts'
import { openFeedCursor } from './delivery/feed/cursor.ts'
import { syndicationRoutes } from './delivery/syndication/routes.ts'
import examples from './editorial/editing-example.json' with { type: 'json' }
import { editorial } from './editorial/editorial.ts'
import { trustOf } from './http/client-address.ts'
import { context } from './http/context.ts'
import { contractRoutes } from './http/contract-routes.ts'
import { docsPage } from './http/docs-page.ts'
import { edge, MAX_URL_CHARACTERS } from './http/edge.ts'
import { errorHandling } from './http/error-handling.ts'
import { loadShedding } from './http/load-shedding.ts'
import { loggedPath } from './http/logged-path.ts'
import { metrics } from './http/metrics.ts'
import { openapi } from './http/openapi.ts'
import { operations } from './http/operations.ts'
import { clientErrorHandler, frameworkErrors } from './http/parser-errors.ts'
import { pipelining } from './http/pipelining.ts'
import { problemPages } from './http/problem-pages.ts'
import { rateLimit } from './http/rate-limit.ts'
import { validatorCompiler } from './http/validation.ts'
import { WrittenResponse } from './http/written-response.ts'
import { keys, webhooks } from './integration/integration.ts'
import { keyQuotas } from './integration/keys/quotas.ts'
import type { Resolve } from './integration/webhooks/sending/receiver.ts'
import { routingOf } from './integration/webhooks/sending/routing.ts'
import { linkedPreviews } from './previews/links/routes.ts'
import { previewRoutes } from './previews/routes.ts'

interface AppOptions {
  config: Config
  database: Database
  /** Cursors outlive restarts, and work in every process, as long as this stays the same. */
  cursorSecret: Buffer
  /** Finds the addresses of hosts that webhooks name, instead of the system. */
  resolveHost?: Resolve
  /** Where log lines go instead of standard output. */
  logger?: { write(line: string): void }
}

/** More than this at once means that answers come too late anyway. */
const MAX_REQUESTS_IN_FLIGHT = 256

const tags = [
  { name: 'Communities', description: 'Profiles, whole and in lists.' },
  { name: 'Sections', description: 'The chapters of a profile.' },
  { name: 'Cross-references', description: 'How communities are linked.' },
  { name: 'Regions', description: 'Places and scopes.' },
  { name: 'Tags', description: 'Words that communities share.' },
  { name: 'Search', description: 'Finding communities, sections and regions by words.' },
  { name: 'Feed', description: 'For those who keep a copy: what changes, and all of it at once.' },
  { name: 'Vocabularies', description: 'The closed lists of values.' },
  { name: 'Editing: communities', description: 'Drafts: the working state of every community.' },
  { name: 'Editing: sections', description: 'One chapter at a time.' },
  { name: 'Editing: cross-references', description: 'What a community says of others.' },
  { name: 'Editing: regions', description: 'Places and scopes, shown at once.' },
  { name: 'Editing: history', description: 'Revisions, what differs between them, and back.' },
  { name: 'Editing: workflow', description: 'Review, publication, schedules and previews.' },
  { name: 'Editing: many at once', description: 'Batches and imports.' },
  { name: 'Editing: upkeep', description: 'What the atlas itself finds to do.' },
  { name: 'Keys', description: 'Who may do what.' },
  { name: 'Webhooks', description: 'Who is told of changes, and what became of it.' },
  { name: 'Audit', description: 'Who did what.' },
  { name: 'Contract', description: 'What this API promises.' },
  { name: 'Operations', description: 'For those who run the service.' },
]

/** Builds the whole service. The caller opens and closes the database. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { config } = options
  const app = Fastify({
    bodyLimit: limits.documentBytes,
    clientErrorHandler,
    frameworkErrors,
    genReqId: () => randomUUID(),
    // Without these, a client that sends its headers a byte at a time holds a socket for half a minute.
    http: {
      headersTimeout: 4000,
      connectionsCheckingInterval: 500,
      requireHostHeader: false,
      ServerResponse: WrittenResponse,
    },
    logger: {
      level: config.LOG_LEVEL,
      serializers: { req: ({ method, url, ip }) => ({ method, path: loggedPath(url), ip }) },
      redact: ['headers.authorization'],
      ...(options.logger ? { stream: options.logger } : {}),
    },
    requestTimeout: 30_000,
    trustProxy: trustOf(config.TRUST_PROXY) ?? false,
    // While it drains, the service answers what still comes on open connections instead of refusing it.
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_URL_CHARACTERS },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)

  await app.register(context, options)
  await app.register(errorHandling)
  await app.register(edge)
  await app.register(pipelining)
  await app.register(loadShedding, { maxInFlight: MAX_REQUESTS_IN_FLIGHT })
  await app.register(rateLimit, {
    limit: config.RATE_LIMIT,
    limitLoopback: config.RATE_LIMIT_LOOPBACK,
    quotaOf: keyQuotas(options.database, config.KEY_RATE_LIMIT),
  })
  await app.register(openapi, { tags, examples })

  await app.register(operations)
  await app.register(metrics)
  await app.register(answerCaching)
  await app.register(shortcuts)
  await app.register(problemPages)
  await app.register(contractRoutes)
  await app.register(docsPage)
  await app.register(syndicationRoutes)
  await app.register(delivery, { prefix: '/v1' })
  await app.register(editorial, {
    prefix: '/v1/editorial',
    previews: previewRoutes,
    written: () => app.catchUp(),
  })
  await app.register(linkedPreviews, { prefix: '/v1' })
  await app.register(keys, { prefix: '/v1/keys' })
  await app.register(webhooks, {
    prefix: '/v1/webhooks',
    routing: routingOf(config, options.resolveHost),
    openFeedCursor: (cursor) => openFeedCursor(app.cursorSeal, cursor),
  })
  return app
}
