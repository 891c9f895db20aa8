import { readFileSync } from 'node:fs'
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { stringify } from 'yaml'
import { z } from 'zod'
import { tidyComponents } from './openapi-components.ts'
import { OpenApiDocument } from './openapi-document.ts'
import { addExamples, type Examples } from './openapi-examples.ts'
import { inOrder } from './openapi-order.ts'
import { nameRequestHeaders } from './openapi-request-headers.ts'
import { shareResponses } from './openapi-responses.ts'
import { transform, transformObject } from './openapi-transform.ts'

const packageFile = new URL('../../package.json', import.meta.url)
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(packageFile, 'utf8')))

interface Tag {
  name: string
  description: string
}

interface Options {
  tags: readonly Tag[]
  /** For operations whose routes have none. */
  examples: Examples
}

declare module 'fastify' {
  interface FastifyInstance {
    contractExamples: Examples
  }
}

/** Collects the schemas of all routes that are registered after it. */
export const openapi = fp(
  async (app, { tags, examples }: Options) => {
    app.decorate('contractExamples', examples)
    await app.register(swagger, {
      convertConstToEnum: false,
      transform,
      transformObject,
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'The Culture Atlas API',
          version,
          description:
            'Profiles of the communities that people form: peoples, scenes, fandoms, professions, online cultures. Reading needs no key.',
          license: { name: 'MIT', identifier: 'MIT' },
        },
        servers: [{ url: '/', description: 'This server' }],
        tags: [...tags],
        components: {
          securitySchemes: {
            bearer: { type: 'http', scheme: 'bearer', description: 'A key, for editors.' },
          },
        },
      },
    })
  },
  { name: 'openapi' },
)

const finished = new WeakMap<object, OpenApiDocument>()

/** The contract of a ready app. */
export function openapiDocument(app: FastifyInstance): OpenApiDocument {
  const generated = app.swagger() // the same object each time
  const known = finished.get(generated)
  if (known) return known
  const described = addExamples(OpenApiDocument.parse(generated), app.contractExamples)
  const document = inOrder(tidyComponents(nameRequestHeaders(shareResponses(described))))
  finished.set(generated, document)
  return document
}

/** The contract as it is committed: the same text for the same schemas. */
export const openapiYaml = (app: FastifyInstance): string =>
  stringify(openapiDocument(app), { aliasDuplicateObjects: false, lineWidth: 100 })
