import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { offer } from './accept.ts'
import { openapiDocument, openapiYaml } from './openapi.ts'
import { problemResponses } from './problems.ts'
import { sendPublic } from './public-answer.ts'
import { queryOf } from './query.ts'

const response = (mediaType: string, schema: z.ZodType) => ({
  200: {
    description: 'The OpenAPI 3.1 document of this API.',
    headers: { ETag: { type: 'string', required: true } },
    content: { [mediaType]: { schema } },
  },
  304: z.undefined().describe('The copy that the client has is still good.'),
  ...problemResponses(400, 406),
})

/** The contract that this server keeps, made from the schemas that it checks with. */
export const contractRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(jsonRoute)
  await app.register(yamlRoute)
}

const jsonRoute: FastifyPluginAsyncZod = async (app) => {
  offer(app, ['application/json'])
  // All routes are known when the first request comes, and none is added after.
  const json = once(() => Buffer.from(JSON.stringify(openapiDocument(app))))
  app.get(
    '/openapi.json',
    {
      schema: {
        operationId: 'getOpenApiJson',
        tags: ['Contract'],
        summary: 'Get the contract as JSON',
        querystring: queryOf({}),
        response: response('application/json', z.record(z.string(), z.unknown())),
      },
    },
    async (request, reply) => sendPublic(request, reply, { body: json(), tags: [] }),
  )
}

const yamlRoute: FastifyPluginAsyncZod = async (app) => {
  offer(app, ['application/yaml'])
  const yaml = once(() => Buffer.from(openapiYaml(app)))
  app.get(
    '/openapi.yaml',
    {
      schema: {
        operationId: 'getOpenApiYaml',
        tags: ['Contract'],
        summary: 'Get the contract as YAML',
        querystring: queryOf({}),
        response: response('application/yaml', z.string()),
      },
    },
    async (request, reply) =>
      sendPublic(request, reply, { body: yaml(), mediaType: 'application/yaml', tags: [] }),
  )
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
