import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { callerOf } from '../../http/caller.ts'
import { privateAnswer } from '../../http/editorial-answers.ts'
import { privatePage } from '../../http/private-list.ts'
import { problemResponses } from '../../http/problems.ts'
import { CommunityParams } from '../drafts/schema.ts'
import { getContent, getDraft } from '../drafts/service.ts'
import type { Catalogue } from './catalogue.ts'
import { decisionRoutes } from './decision-routes.ts'
import { suggestionBody } from './representation.ts'
import { SuggestionList, SuggestionsQuery } from './schema.ts'
import { compareRanks, Rank, rankOf, readSuggestions } from './service.ts'
import { sharedCatalogue } from './shared-catalogue.ts'

/** Cross-references and regions that texts imply. */
export const suggestionRoutes: FastifyPluginAsyncZod = async (app) => {
  const catalogue = sharedCatalogue(app.database)
  await app.register(listRoute, { catalogue })
  await app.register(decisionRoutes, { catalogue })
}

const listRoute: FastifyPluginAsyncZod<{ catalogue: () => Promise<Catalogue> }> = async (
  app,
  { catalogue },
) => {
  const { prisma } = app.database

  app.get(
    '/communities/:community/suggestions',
    {
      schema: {
        operationId: 'listSuggestions',
        tags: ['Editing: upkeep'],
        summary: 'List what the texts of a community imply',
        description:
          'Titles and aliases of communities and names of regions that its texts say, in all their languages, and ' +
          'that it does not refer to, link to or lie in yet: one suggestion a target, with the first place that says ' +
          'it, the most frequent first. Drafts are suggested as far as the key may see them.',
        params: CommunityParams,
        querystring: SuggestionsQuery,
        response: {
          ...privateAnswer(SuggestionList, 'A page of suggestions.'),
          ...problemResponses(404),
        },
      },
    },
    async (request, reply) => {
      const by = callerOf(request)
      const draft = await getDraft(prisma, request.params.community, by)
      const content = await getContent(prisma, draft, draft.revision)
      const { open, rejected } = await readSuggestions(
        prisma,
        await catalogue(),
        draft,
        content,
        by,
      )
      const all = request.query.rejected ? rejected : open
      const { rows, page } = await privatePage(request, reply, {
        rows: async (after, limit) => {
          const rank = after && Rank.parse(after)
          const left = rank ? all.filter((one) => compareRanks(rank, rankOf(one)) < 0) : all
          return left.slice(0, limit + 1)
        },
        count: async () => all.length,
        placeOf: rankOf,
        of: draft.id,
      })
      return { data: rows.map(suggestionBody), page }
    },
  )
}
