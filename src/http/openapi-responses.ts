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

/** What every change can answer: the key may not, or the request's `Idempotency-Key` is in use. */
const changing = {
  403: { name: 'Forbidden', description: 'The key does not allow this.', ...PROBLEM },
  409: { name: 'Conflict', description: 'Something is in the way.', ...PROBLEM },
} as const satisfies Partial<Record<ProblemStatus, Shared>>

/** What a key of a role answers that may not even see the address. */
const hidden = {
  404: { name: 'NotFound', description: 'There is no such thing for this key.', ...PROBLEM },
} as const satisfies Partial<Record<ProblemStatus, Shared>>

/** Where a route declares these itself, it has a way of its own to answer so, which a test has to see. */
const ownable = new Set(['400', '403', '404', '406', '409'])

/** Adds the shared responses to every operation, and says of each operation who may call it. */
export function shareResponses(document: OpenApiDocument): OpenApiDocument {
  const responses = Object.fromEntries(
    Object.values({ ...everywhere, ...closed, ...changing, ...hidden }).map(
      ({ name, ...response }) => [name, response],
    ),
  )
  const shared = mapOperations(document, (operation, method) => ({
    ...operation,
    security: operation.security ?? [],
    responses: { ...mapValues(operation.responses, liftRequired), ...sharedFor(operation, method) },
  }))
  return { ...shared, components: { ...shared.components, responses } }
}

function sharedFor(operation: Operation, method: string): Record<string, Response> {
  const { responses, security = [] } = operation
  const seenByAll = [undefined, 'reader'].includes(operation['x-visible-to'])
  const possible = {
    ...everywhere,
    ...(security.length > 0 ? closed : {}),
    ...(seenByAll ? {} : hidden),
    ...(security.length > 0 && method !== 'get' ? changing : {}),
  }
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
