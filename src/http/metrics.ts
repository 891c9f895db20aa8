import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { z } from 'zod'
import { offer } from './accept.ts'
import { problemResponses } from './problems.ts'
import { queryOf } from './query.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Where parts of the service add what operators may want to watch. */
    metrics: Registry
  }
}

/** Collects figures of this process. Each service has a registry of its own. */
export const metrics = fp(
  async (app) => {
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    app.decorate('metrics', registry)
    app.addHook('onClose', async () => registry.clear())
    await app.register(metricsRoute)
  },
  { name: 'metrics' },
)

const metricsRoute: FastifyPluginAsyncZod = async (app) => {
  offer(app, ['text/plain'])
  app.get(
    '/metrics',
    {
      config: { neverRefused: true },
      schema: {
        operationId: 'getMetrics',
        tags: ['Operations'],
        summary: 'Read the figures of this process',
        description: 'In the text format of Prometheus: the cache, memory, the event loop.',
        querystring: queryOf({}),
        response: {
          200: {
            description: 'The figures.',
            content: { 'text/plain': { schema: z.string() } },
          },
          ...problemResponses(400, 406),
        },
      },
    },
    async (_request, reply) =>
      reply
        .header('Cache-Control', 'no-store')
        .type(app.metrics.contentType)
        .send(await app.metrics.metrics()),
  )
}
