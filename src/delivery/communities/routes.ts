import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { resolveRegions } from '../addresses/service.ts'
import { goneAnswer, listAnswer, resourceAnswer } from '../answers.ts'
import { PathReference } from '../schema.ts'
import example from './example.json' with { type: 'json' }
import { sendCommunities } from './list.ts'
import listExample from './list-example.json' with { type: 'json' }
import { sendProfile } from './profile.ts'
import { CommunitiesQuery, CommunityList, ProfileQuery, SparseCommunity } from './schema.ts'

/** Profiles and lists of them. */
export const communityRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/communities',
    {
      schema: {
        operationId: 'listCommunities',
        tags: ['Communities'],
        summary: 'List communities',
        description:
          'Filters: values within a parameter are alternatives, parameters must all hold. Items come without ' +
          'section texts and cross-references unless `include` asks for them.',
        querystring: CommunitiesQuery,
        response: listAnswer(CommunityList, 'A page of communities.', listExample),
      },
    },
    (request, reply) => {
      const { region, ...query } = request.query
      return sendCommunities(request, reply, query, async () =>
        region ? resolveRegions(app.database.pool, 'region', region) : undefined,
      )
    },
  )

  app.get(
    '/communities/:community',
    {
      schema: {
        operationId: 'getCommunity',
        tags: ['Communities'],
        summary: 'Get a whole profile',
        description:
          'Everything that a page about the community needs, in one request. `community` is a slug or an id.',
        params: z.object({ community: PathReference }),
        querystring: ProfileQuery,
        response: { ...resourceAnswer(SparseCommunity, 'The profile.', example), ...goneAnswer },
      },
    },
    (request, reply) => sendProfile(request, reply, request.params.community, request.query),
  )
}
