import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod'
import { mendSchema } from './openapi-schemas.ts'

const settings = { zodToJsonConfig: { override: mendSchema } }

export const transformObject = createJsonSchemaTransformObject(settings)

const transformSchemas = createJsonSchemaTransform(settings)

interface DescribedResponse {
  headers?: unknown
  content: Record<string, { example?: unknown; examples?: unknown }>
}

const isDescribed = (response: unknown): response is DescribedResponse =>
  typeof response === 'object' && response !== null && 'content' in response

/** Turns the zod schemas of a route into JSON Schema and gives back the headers and examples lost on the way. */
export const transform: typeof transformSchemas = (route) => {
  const transformed = transformSchemas(route)
  const made: object = Object(transformed.schema.response)
  for (const [status, given] of Object.entries(Object(route.schema?.response))) {
    const response: unknown = Reflect.get(made, status)
    if (isDescribed(given) && isDescribed(response)) restore(given, response)
  }
  return transformed
}

function restore(given: DescribedResponse, response: DescribedResponse): void {
  if (given.headers) response.headers = given.headers
  for (const [mediaType, media] of Object.entries(response.content)) {
    const { example, examples } = given.content[mediaType] ?? {}
    if (example !== undefined) media.example = example
    if (examples !== undefined) media.examples = examples
  }
}
