import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { communitiesTag, regionNameTag } from '../../atlas/cache-tags.ts'
import { offer } from '../../http/accept.ts'
import { localeParameter, wantedLocales } from '../../http/locale.ts'
import { problemResponses } from '../../http/problems.ts'
import { sendPublic } from '../../http/public-answer.ts'
import { queryOf } from '../../http/query.ts'
import { badRequest, notFound } from '../../problem.ts'
import { resolveRegions } from '../addresses/service.ts'
import { textAnswer } from '../answers.ts'
import { answer, answerFromCache } from '../cache/answering.ts'
import { atomFeed } from './atom.ts'
import { mostPerSitemap, robots, sitemap, sitemapIndex } from './sitemap.ts'
import { countPages, findRegionName, listNewest, listPages } from './store.ts'

const newest = 50
const tags = ['Feed']

/** What feed readers and search engines look for, outside of the versioned API. */
export const syndicationRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(atomRoute)
  await app.register(sitemapRoutes)
  await app.register(robotsRoute)
}

const atomRoute: FastifyPluginAsyncZod = async (app) => {
  const mediaType = 'application/atom+xml'
  offer(app, [mediaType])
  answerFromCache(app)
  const region = z.string().min(1).max(120).optional().meta({
    description: 'Slug, ISO 3166, M49 or id of a region; what lies under it counts.',
  })
  app.get(
    '/feed.atom',
    {
      schema: {
        operationId: 'getAtomFeed',
        tags,
        summary: 'Read what was published last',
        description: `An Atom feed (RFC 4287) of the ${newest} profiles that were published or updated last.`,
        querystring: queryOf({ region, ...localeParameter }),
        response: textAnswer(mediaType, 'The feed.'),
      },
    },
    (request, reply) =>
      answer(request, reply, async () => {
        const { query } = request
        const place = await placeOf(app, query.region)
        const locales = wantedLocales(request.headers, query)
        const entries = await listNewest(app.database.pool, {
          regionId: place?.id,
          locales,
          limit: newest,
        })
        const { siteUrl, publicUrl } = addressesOf(app)
        const body = atomFeed({
          id: place ? `urn:uuid:${place.id}` : `${siteUrl}/`,
          title: place ? `The Culture Atlas: ${place.name}` : 'The Culture Atlas',
          self: publicUrl === null ? null : publicUrl + request.url,
          siteUrl,
          entries,
        })
        return {
          body,
          mediaType: `${mediaType}; charset=utf-8`,
          tags: [communitiesTag, ...(place ? [regionNameTag(place.id)] : [])],
          locales: [...new Set(entries.map(({ locale }) => locale))],
        }
      }),
  )
}

/** The region that a feed is of; throws 400 where there is none. */
async function placeOf({ database: { pool } }: FastifyInstance, region: string | undefined) {
  if (region === undefined) return null
  const { ids, faults } = await resolveRegions(pool, 'region', [region])
  const [id] = ids
  if (id === undefined) throw badRequest(faults)
  return { id, name: await findRegionName(pool, id) }
}

const sitemapRoutes: FastifyPluginAsyncZod = async (app) => {
  const mediaType = 'application/xml'
  offer(app, [mediaType])
  answerFromCache(app)
  const { pool } = app.database
  const send = (request: FastifyRequest, reply: FastifyReply, make: () => Promise<string>) =>
    answer(request, reply, async () => ({
      body: await make(),
      mediaType: `${mediaType}; charset=utf-8`,
      tags: [communitiesTag],
    }))
  app.get(
    '/sitemap.xml',
    {
      schema: {
        operationId: 'getSitemap',
        tags,
        summary: 'Get the sitemap',
        description: `The pages of all communities; past ${mostPerSitemap}, where the parts of that list are.`,
        querystring: queryOf({}),
        response: textAnswer(mediaType, 'The sitemap, or its index.'),
      },
    },
    (request, reply) =>
      send(request, reply, async () => {
        const { siteUrl, baseUrl } = addressesOf(app)
        const count = await countPages(pool)
        if (count > mostPerSitemap) return sitemapIndex(count, baseUrl)
        return sitemap(await listPages(pool, 0, mostPerSitemap), siteUrl)
      }),
  )

  app.get(
    '/sitemaps/:part',
    {
      schema: {
        operationId: 'getSitemapPart',
        tags,
        summary: 'Get a part of the sitemap',
        description: `At most ${mostPerSitemap} pages.`,
        params: z.object({
          part: z.string().min(1).max(20).meta({ description: '`1.xml`, `2.xml` and so on.' }),
        }),
        querystring: queryOf({}),
        response: { ...textAnswer(mediaType, 'The part.'), ...problemResponses(404) },
      },
    },
    (request, reply) =>
      send(request, reply, async () => {
        const { part } = request.params
        const number = Number(/^([1-9]\d{0,3})\.xml$/.exec(part)?.[1])
        const pages = number ? await listPages(pool, number - 1, mostPerSitemap) : []
        if (pages.length === 0) throw notFound('part of the sitemap', part)
        return sitemap(pages, addressesOf(app).siteUrl)
      }),
  )
}

const robotsRoute: FastifyPluginAsyncZod = async (app) => {
  offer(app, ['text/plain'])
  app.get(
    '/robots.txt',
    {
      schema: {
        operationId: 'getRobots',
        tags,
        summary: 'Read what crawlers may do',
        description: 'And where they find the sitemap.',
        querystring: queryOf({}),
        response: textAnswer('text/plain', 'The rules.'),
      },
    },
    async (request, reply) =>
      sendPublic(request, reply, {
        body: robots(addressesOf(app).baseUrl),
        mediaType: 'text/plain; charset=utf-8',
        tags: [],
      }),
  )
}

/** Where the pages are and where this API is; what is not known of it is taken to be at the same place as the pages. */
function addressesOf({ config: { SITE_URL, PUBLIC_URL } }: FastifyInstance) {
  const siteUrl = SITE_URL.replace(/\/+$/, '')
  const publicUrl = PUBLIC_URL?.replace(/\/+$/, '') ?? null
  return { siteUrl, publicUrl, baseUrl: publicUrl ?? siteUrl }
}
