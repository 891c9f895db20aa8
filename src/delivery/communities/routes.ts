import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { LinkedProfile } from '../../atlas/linked-data/schema.ts'
import { resolveRegions } from '../addresses/service.ts'
import { goneAnswer, listAnswer, resourceAnswer } from '../answers.ts'
import { inEveryForm } from '../representations/answers.ts'
import { everyForm, suffixDescription } from '../representations/forms.ts'
import { PathReference } from '../schema.ts'
import example from './example.json' with { type: 'json' }
import forms from './forms-example.json' with { type: 'json' }
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
      config: everyForm('community'),
      schema: {
        operationId: 'getCommunity',
        tags: ['Communities'],
        summary: 'Get a whole profile',
        description:
          'Everything that a page about the community needs, in one request: as JSON, JSON-LD, a Markdown document that ' +
          'can be imported again, an HTML fragment or plain text. `fields` and `bodyFormat` go with JSON only.',
        params: z.object({
          community: PathReference.meta({ description: suffixDescription('community') }),
        }),
        querystring: ProfileQuery,
        response: {
          ...inEveryForm(
            resourceAnswer(SparseCommunity, 'The profile.', example),
            LinkedProfile,
            forms,
          ),
          ...goneAnswer,
        },
      },
    },
    (request, reply) => sendProfile(request, reply, request.params.community, request.query),
  )
}
