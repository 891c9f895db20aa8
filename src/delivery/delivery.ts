import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import { communitiesTag } from '../atlas/cache-tags.ts'
import { offer } from '../http/accept.ts'
import { fragmentPolicy } from '../http/html.ts'
import { redirectPermanently } from '../http/public-answer.ts'
import { answerFromCache } from './cache/answering.ts'
import { communityRoutes } from './communities/routes.ts'
import { crossReferenceRoutes } from './cross-references/routes.ts'
import { feedRoutes } from './feed/routes.ts'
import { pathRoutes } from './graph/paths/routes.ts'
import { graphRoutes } from './graph/routes.ts'
import { lookupRoutes } from './lookup/routes.ts'
import { Moved } from './moved.ts'
import { regionRoutes } from './regions/routes.ts'
import { relatedRoutes } from './related/routes.ts'
import { contextRoute } from './representations/context.ts'
import { searchRoutes } from './search/routes.ts'
import { sectionRoutes } from './sections/routes.ts'
import { suggestRoutes } from './suggest/routes.ts'
import { tagRoutes } from './tags/routes.ts'
import { vocabularyRoutes } from './vocabularies/routes.ts'

/** The public side: everything that is read without a key. */
export const delivery: FastifyPluginAsync = async (app) => {
  offer(app, ['application/json'])
  allowPictures(app)
  answerFromCache(app)
  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof Moved)) throw error
    return redirectPermanently(request, reply, addressOf(request, error))
  })
  // What has moved, went or is not there yet must be purged too when that changes.
  const keys = app.config.SURROGATE_KEY_HEADER
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader(keys)) reply.header(keys, communitiesTag)
  })
  await app.register(communityRoutes)
  await app.register(sectionRoutes)
  await app.register(crossReferenceRoutes)
  await app.register(relatedRoutes)
  await app.register(graphRoutes)
  await app.register(pathRoutes)
  await app.register(lookupRoutes)
  await app.register(regionRoutes)
  await app.register(tagRoutes)
  await app.register(searchRoutes)
  await app.register(suggestRoutes)
  await app.register(feedRoutes)
  await app.register(vocabularyRoutes)
  await app.register(contextRoute)
}

/** A fragment of a page that is opened by itself shows its pictures, whether or not it comes from the cache. */
function allowPictures(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.acceptedType === 'text/html') {
      reply.header('Content-Security-Policy', fragmentPolicy)
    }
    done()
  })
}

/** The address asked for with the parameters of the path replaced; the rest of it, a suffix and the query stay. */
function addressOf(request: FastifyRequest, { params }: Moved): string {
  const known = { ...(request.params as Record<string, string>), ...params }
  const path = (request.routeOptions.url ?? '').replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(known[name] ?? ''),
  )
  const query = request.url.indexOf('?')
  // A suffix ends the path: only where its last part is a parameter is one taken off.
  return path + request.suffix + (query === -1 ? '' : request.url.slice(query))
}
