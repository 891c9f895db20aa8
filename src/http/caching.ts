import type { FastifyReply, FastifyRequest } from 'fastify'
import { namesLocale } from './locale.ts'

/** For public answers: a minute fresh, then refreshed behind the reader's back. Publishing purges what it changes. */
export const publicCaching = 'public, max-age=60, stale-while-revalidate=600'

/** For public answers that are old at once, such as the open end of a feed. */
export const uncached = 'no-store'

/** For answers that depend on who asks. */
export const privateCaching = 'private, no-store'

/** Marks an answer as public, also for errors: a cache may keep that something is not there, or is elsewhere. */
export function cachePublicly(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('Cache-Control', publicCaching)
  reply.header('Vary', varyOf(request))
}

/**
 * The request headers that select among answers of one address; `locale=` takes the place of `Accept-Language`, a
 * suffix such as `.md` that of `Accept`.
 */
export function varyOf({ url, suffix }: FastifyRequest): string {
  const languages = namesLocale(url) ? [] : ['Accept-Language']
  return ['Accept-Encoding', ...languages, ...(suffix ? [] : ['Accept'])].join(', ')
}
