import type { FastifyRequest } from 'fastify'
import type { Actor } from '../authorship.ts'
import { queryableIn } from '../database/queryable.ts'
import { renderProfile } from '../delivery/communities/profile.ts'
import type { ProfileQuery } from '../delivery/communities/schema.ts'
import { previewRevision } from './service.ts'

/** The bytes that a reader would get if a revision were published now. */
export function previewProfile(
  request: FastifyRequest,
  by: Actor,
  reference: string,
  revision: number | undefined,
  query: Omit<ProfileQuery, 'fields'>,
): Promise<string> {
  const { database, config } = request.server
  const terms = { by, revision, siteUrl: config.SITE_URL, now: () => new Date() }
  return previewRevision(database, reference, terms, (tx, id) =>
    renderProfile(request, queryableIn(tx), id, query),
  )
}
