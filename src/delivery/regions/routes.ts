import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { regionNameTag, regionsTag, regionTag } from '../../atlas/cache-tags.ts'
import { wantedLocales } from '../../http/locale.ts'
import { badRequest } from '../../problem.ts'
import { requireRegion, resolveRegions } from '../addresses/service.ts'
import { goneAnswer, listAnswer, resourceAnswer, sublistAnswer } from '../answers.ts'
import { answer } from '../cache/answering.ts'
import { sendCommunities } from '../communities/list.ts'
import communitiesExample from '../communities/list-example.json' with { type: 'json' }
import { CommunityList, RegionCommunitiesQuery } from '../communities/schema.ts'
import { sendList } from '../list-answer.ts'
import { PathReference } from '../schema.ts'
import example from './example.json' with { type: 'json' }
import listExample from './list-example.json' with { type: 'json' }
import { Region, RegionList, RegionQuery, RegionsQuery } from './schema.ts'
import { countRegions, findRegion, listRegions } from './store.ts'

/** Places and scopes, and the communities that belong to them. */
export const regionRoutes: FastifyPluginAsyncZod = async (app) => {
  const { pool } = app.database
  const params = z.object({ region: PathReference })

  app.get(
    '/regions',
    {
      schema: {
        operationId: 'listRegions',
        tags: ['Regions'],
        summary: 'List regions',
        description: 'All places and scopes, flat, by name.',
        querystring: RegionsQuery,
        response: listAnswer(RegionList, 'A page of regions.', listExample),
      },
    },
    async (request, reply) => {
      const { query } = request
      const locales = wantedLocales(request.headers, query)
      return sendList(request, reply, query, async () => {
        const parents = await resolveRegions(pool, 'parent', query.parent ? [query.parent] : [])
        if (parents.faults.length > 0) throw badRequest(parents.faults)
        const filter = { parentId: parents.ids[0], kinds: query.kind, q: query.q }
        return {
          rows: (page) => listRegions(pool, filter, { locales, ...page }),
          count: () => countRegions(pool, filter),
          tags: [regionsTag],
        }
      })
    },
  )

  app.get(
    '/regions/:region',
    {
      schema: {
        operationId: 'getRegion',
        tags: ['Regions'],
        summary: 'Get one region',
        description: '`region` is an id, a code (ISO 3166-1, ISO 3166-2, UN M49) or a slug.',
        params,
        querystring: RegionQuery,
        response: { ...resourceAnswer(Region, 'The region.', example), ...goneAnswer },
      },
    },
    async (request, reply) => {
      const locales = wantedLocales(request.headers, request.query)
      return answer(request, reply, async () => {
        const { id } = await requireRegion(pool, request.params.region)
        const { body, modifiedAt, shownIds } = await findRegion(pool, id, locales)
        return { body, modifiedAt, tags: [regionTag(id), ...shownIds.map(regionNameTag)] }
      })
    },
  )

  app.get(
    '/regions/:region/communities',
    {
      schema: {
        operationId: 'listRegionCommunities',
        tags: ['Regions'],
        summary: 'List the communities of a region',
        description: 'As the list of communities, for this region and all that lie under it.',
        params,
        querystring: RegionCommunitiesQuery,
        response: {
          ...sublistAnswer(CommunityList, 'A page of communities.', communitiesExample),
          ...goneAnswer,
        },
      },
    },
    (request, reply) =>
      sendCommunities(request, reply, request.query, async () => {
        const { id } = await requireRegion(pool, request.params.region)
        return { ids: [id], faults: [], of: id }
      }),
  )
}
