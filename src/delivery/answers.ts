import { z } from 'zod'
import { problemResponses } from '../http/problems.ts'

const headers = {
  ETag: { type: 'string', description: 'Strong validator of these bytes (RFC 9110).' },
  'Cache-Control': { type: 'string', description: 'How long caches may keep the answer.' },
  Vary: { type: 'string', description: 'Request headers that select another answer.' },
  'X-Request-Id': { type: 'string', description: 'Names this exchange in logs and problems.' },
}

const resourceHeaders = {
  ...headers,
  'Last-Modified': {
    type: 'string',
    description: 'The last publication that changed this answer.',
  },
}

const listHeaders = {
  ...headers,
  Link: { type: 'string', description: '`rel="next"` where there is a next page (RFC 8288).' },
}

const unchanged = {
  304: z
    .undefined()
    .describe('The reader’s copy is still good (`If-None-Match`, `If-Modified-Since`).'),
}

const moved = { 308: z.undefined().describe('It has another address now, given in `Location`.') }

const ok = (schema: z.ZodType, description: string, fields: object, example: unknown) => ({
  200: { description, headers: fields, content: { 'application/json': { schema, example } } },
})

/** What is added where the resource can be withdrawn. */
export const goneAnswer = problemResponses(410)

/** The responses of a route that gives one resource by its reference. */
export const resourceAnswer = (schema: z.ZodType, description: string, example: unknown) => ({
  ...ok(schema, description, resourceHeaders, example),
  ...unchanged,
  ...moved,
  ...problemResponses(404, 429, 500, 503),
})

/** The responses of a route that gives what only a release of the program changes. */
export const constantAnswer = (schema: z.ZodType, description: string, example: unknown) => ({
  ...ok(schema, description, headers, example),
  ...unchanged,
  ...problemResponses(429, 500, 503),
})

// Sent as ready bytes, so not typed as what a handler returns.
const text: z.ZodType = z.string()

/** The responses of a route that gives a file of text in one media type. */
export const textAnswer = (mediaType: string, description: string) => ({
  200: { description, headers, content: { [mediaType]: { schema: text } } },
  ...unchanged,
  ...problemResponses(429, 500, 503),
})

/** The responses of a route that works something out: what that depends on has no one date. */
export const computedAnswer = (schema: z.ZodType, description: string, example: unknown) => ({
  ...ok(schema, description, headers, example),
  ...unchanged,
  ...problemResponses(429, 500, 503),
})

/** The responses of such a route below a resource. */
export const subcomputedAnswer = (schema: z.ZodType, description: string, example: unknown) => ({
  ...computedAnswer(schema, description, example),
  ...moved,
  ...problemResponses(404),
})

/** The responses of a route that gives a page of a list. */
export const listAnswer = (schema: z.ZodType, description: string, example: unknown) => ({
  ...ok(schema, description, listHeaders, example),
  ...unchanged,
  ...problemResponses(429, 500, 503),
})

/** The responses of a route that gives a page of a list below a resource. */
export const sublistAnswer = (schema: z.ZodType, description: string, example: unknown) => ({
  ...listAnswer(schema, description, example),
  ...moved,
  ...problemResponses(404),
})
