import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Actor, isAtLeast, type Role } from '../authorship.ts'
import { forbidden, hidden, type Problem, unauthorized } from '../problem.ts'
import { privateCaching } from './caching.ts'
import { answerUnknownAddress } from './unknown-address.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Actor | null
  }
}

/** The token in an `Authorization` header (RFC 6750); null where it holds something else. */
export const bearerToken = (authorization: string): string | null =>
  /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization)?.[1] ?? null

type Holder = Pick<Actor, 'author' | 'keyId'>

interface Authentication {
  actor: Actor | null
  holder: Holder | null
}

interface Gate {
  /** Whose key it is; `actor` is null where it is nobody's, or not any more. */
  authenticate: (token: string, request: FastifyRequest) => Promise<Authentication>
  /** Puts on record that somebody was turned away. */
  refused: (request: FastifyRequest, problem: Problem, holder?: Holder | null) => Promise<void>
}

/** Closes a scope to everyone without a valid key, whatever the path and method below its prefix, before anything of the request is looked at. */
export function requireCredentials(app: FastifyInstance, { authenticate, refused }: Gate): void {
  app.decorateRequest('caller', null)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('Cache-Control', privateCaching)
    // Only public reads are open to scripts from other sites.
    reply.removeHeader('Access-Control-Allow-Origin')
    reply.removeHeader('Access-Control-Expose-Headers')
    const { authorization } = request.headers
    if (authorization === undefined) throw unauthorized('missing')
    const token = bearerToken(authorization)
    const found = token === null ? null : await authenticate(token, request)
    request.caller = found?.actor ?? null
    if (request.caller) return
    const problem = unauthorized('refused')
    await refused(request, problem, found?.holder)
    throw problem
  })
  app.decorate('recordRefusal', refused)
  // Hooks of a scope see unknown addresses below its prefix only where the scope answers these itself.
  app.setNotFoundHandler(answerUnknownAddress)
}

declare module 'fastify' {
  interface FastifyInstance {
    recordRefusal: Gate['refused']
  }
}

/** Who sent a request of a closed scope. */
export function callerOf({ caller }: FastifyRequest): Actor {
  if (!caller) throw new Error('No scope with credentials is around this route.')
  return caller
}

/**
 * Hides a scope from keys of a lesser role: what they may not read does not exist for them. The role appears in the
 * contract as `x-visible-to`.
 */
export function hideBelow(app: FastifyInstance, role: Role): void {
  guard(app, role, 'x-visible-to', (request) => hidden('address', request.url.split('?')[0] ?? ''))
}

/** Keeps keys of a lesser role from what they can see but not do. The role appears in the contract as `x-role`. */
export function requireRole(app: FastifyInstance, role: Role): void {
  guard(app, role, 'x-role', () => forbidden(`This takes a key of the role “${role}” or higher.`))
}

function guard(
  app: FastifyInstance,
  role: Role,
  mark: string,
  refusal: (request: FastifyRequest) => Problem,
): void {
  app.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, security: [{ bearer: [] }], [mark]: role }
  })
  app.addHook('onRequest', async (request) => {
    if (!isAtLeast(callerOf(request).role, role)) throw refusal(request)
  })
}
