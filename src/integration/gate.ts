import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readJsonBodies } from '../http/body-parsers.ts'
import { requireCredentials } from '../http/caller.ts'
import { recordRefusal } from './audit/service.ts'
import { authenticate } from './keys/service.ts'

/** Closes a scope to everyone without a key, and puts on record whom it turned away. */
export function closeToStrangers(app: FastifyInstance): void {
  const { database } = app
  requireCredentials(app, {
    authenticate: (token, request) => authenticate(database, token, originOf(request), new Date()),
    refused: (request, { type }, holder) => {
      const { caller, routeOptions } = request
      const action = caller ? `refused.${routeOptions.schema?.operationId ?? 'unknown'}` : 'login'
      const by = { ...originOf(request), ...holder, ...caller }
      return recordRefusal(database.prisma, by, action, type, new Date())
    },
  })
  readJsonBodies(app)
}

const originOf = ({ id, ip }: FastifyRequest) => ({ requestId: id, address: ip })
