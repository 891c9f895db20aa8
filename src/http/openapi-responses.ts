import {
  mapOperations,
  mapValues,
  type OpenApiDocument,
  type Operation,
  type Response,
} from './openapi-document.ts'
import type { ProblemStatus } from './problems.ts'

const PROBLEM = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}
const retryAfter = {
  'Retry-After': {
    required: true,
    description: 'Seconds to wait before trying again.',
    schema: { type: 'integer' },
  },
}

interface Shared extends Response {
  name: string
}

/**
 * What any operation can answer, because it is decided before or around the routes. Each is described once, every
 * operation refers to it, and a test run need see it on one operation only.
 */
const everywhere = {
  400: { name: 'InvalidRequest', description: 'The request is not valid.', ...PROBLEM },
  406: { name: 'NotAcceptable', description: 'No acceptable representation.', ...PROBLEM },
  408: { name: 'RequestTimeout', description: 'The request took too long to arrive.', ...PROBLEM },
  414: { name: 'UriTooLong', description: 'The address is too long.', ...PROBLEM },
  429: { name: 'RateLimited', description: 'Too many requests.', headers: retryAfter, ...PROBLEM },
  431: { name: 'HeadersTooLarge', description: 'The header section is too large.', ...PROBLEM },
  500: { name: 'InternalError', description: 'Something went wrong on our side.', ...PROBLEM },
  503: {
    name: 'Unavailable',
    description: 'Not available right now.',
    headers: retryAfter,
    ...PROBLEM,
  },
} as const satisfies Partial<Record<ProblemStatus, Shared>>

/** What every operation that demands credentials can answer. */
const closed = {
  401: {
    name: 'Unauthorized',
    description: 'Credentials are missing or wrong.',
    headers: {
      'WWW-Authenticate': {
        required: true,
        description: 'How to authenticate (RFC 6750).',
        schema: { type: 'string' },
      },
    },
    ...PROBLEM,
  },
} as const satisfies Partial<Record<ProblemStatus, Shared>>

/** Where a route declares these itself, it has a way of its own to answer so, which a test has to see. */
const ownable = new Set(['400', '406'])

/** Adds the shared responses to every operation, and says of each operation who may call it. */
export function shareResponses(document: OpenApiDocument): OpenApiDocument {
  const responses = Object.fromEntries(
    Object.values({ ...everywhere, ...closed }).map(({ name, ...response }) => [name, response]),
  )
  const shared = mapOperations(document, (operation) => ({
    ...operation,
    security: operation.security ?? [],
    responses: { ...mapValues(operation.responses, liftRequired), ...sharedFor(operation) },
  }))
  return { ...shared, components: { ...shared.components, responses } }
}

function sharedFor({ responses, security = [] }: Operation): Record<string, Response> {
  const possible = security.length > 0 ? { ...everywhere, ...closed } : everywhere
  const added = Object.entries(possible).filter(
    ([status]) => !(ownable.has(status) && status in responses),
  )
  return Object.fromEntries(
    added.map(([status, { name }]) => [status, { $ref: `#/components/responses/${name}` }]),
  )
}

/** @fastify/swagger puts all it is told of a header into its schema, where `required` does not belong. */
function liftRequired({ headers, ...response }: Response): Response {
  if (!headers) return response
  const lifted = mapValues(headers, ({ schema: { required, ...schema }, ...header }) =>
    required === true ? { required, ...header, schema } : { ...header, schema },
  )
  return { ...response, headers: lifted }
}
