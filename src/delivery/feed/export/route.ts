import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { problemResponses } from '../../../http/problems.ts'
import { ExportLine, ExportQuery } from './schema.ts'
import { Exports } from './sending.ts'

const ndjson = 'application/x-ndjson'
const line: z.ZodType = ExportLine

/** The whole public atlas at once. */
export const exportRoute: FastifyPluginAsyncZod = async (app) => {
  const exports = new Exports()
  app.get(
    '/export',
    {
      config: { forms: { mediaTypes: [ndjson], suffixes: {}, parameter: '' } },
      schema: {
        operationId: 'exportAtlas',
        tags: ['Feed'],
        summary: 'Copy the whole atlas',
        description:
          'One consistent state as NDJSON, one resource to a line: a manifest, all regions (parents first), all ' +
          'communities with every language and cross-reference, and at the end the cursor from which `/v1/changes` goes ' +
          'on without a gap. A copy without that last line is not complete. A client that reads nothing for a while is ' +
          'disconnected. 503: too many exports are under way.',
        querystring: ExportQuery,
        response: {
          200: {
            description: 'The atlas, one JSON object a line.',
            headers: {
              'Cache-Control': { type: 'string', description: '`no-store`.' },
              'Content-Encoding': {
                type: 'string',
                description: '`gzip` where the client accepts it.',
              },
            },
            content: { [ndjson]: { schema: line } },
          },
          ...problemResponses(429, 500, 503),
        },
      },
    },
    (request, reply) => exports.send(request, reply, request.query.bodyFormat ?? ['markdown']),
  )
}
