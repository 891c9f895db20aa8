import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { isAtLeast } from '../../authorship.ts'
import { callerOf } from '../../http/caller.ts'
import { changeMessage, idempotencyKey } from '../../http/write.ts'
import { forbidden } from '../../problem.ts'
import type { Import } from './item.ts'
import { openRun } from './runs.ts'
import type { ImportQuery } from './schema.ts'

type Query = z.infer<typeof ImportQuery>

/** Turns a key away that may not publish and is told to. */
export function requirePublisher(request: FastifyRequest, { publish }: Query): void {
  if (!publish || isAtLeast(callerOf(request).role, 'editor')) return
  throw forbidden('Publishing takes a key of the role “editor” or higher.')
}

/** What a request orders. Puts the import on record where its key names it, unless it is a rehearsal. */
export async function orderOf(
  app: FastifyInstance,
  request: FastifyRequest,
  query: Query,
  bodyHash: Buffer,
): Promise<Import> {
  const { dryRun, overwrite, publish, kind = null } = query
  const caller = callerOf(request)
  const now = () => new Date()
  const key = idempotencyKey(request)
  const settings = {
    ...{ mediaType: mediaTypeOf(request), body: bodyHash.toString('hex') },
    ...{ overwrite, publish, kind },
  }
  const named = key !== null && caller.keyId !== null && !dryRun
  const name = named && { holder: caller.keyId ?? '', key }
  const runId = name ? await openRun(app.database, name, settings, now()) : null
  const by = { ...caller, message: changeMessage(request) ?? 'Imported' }
  const { SITE_URL: siteUrl } = app.config
  return { dryRun, overwrite, publish, kind, by, now, siteUrl, runId }
}

const mediaTypeOf = ({ headers }: FastifyRequest): string =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
