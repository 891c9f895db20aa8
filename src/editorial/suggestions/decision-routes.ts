import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { bodyProblems, changeProblems, taggedAnswer } from '../../http/editorial-answers.ts'
import { ifMatch } from '../../http/preconditions.ts'
import { queryOf } from '../../http/query.ts'
import { write } from '../../http/write.ts'
import { CommunityParams, EditorialCommunity } from '../drafts/schema.ts'
import type { Catalogue } from './catalogue.ts'
import { decideSuggestions, takeRejectionBack } from './commands.ts'
import { RejectionParams, SuggestionDecisions } from './schema.ts'

const tags = ['Editing: upkeep']

/** What becomes of suggestions. */
export const decisionRoutes: FastifyPluginAsyncZod<{
  catalogue: () => Promise<Catalogue>
}> = async (app, { catalogue }) => {
  app.post(
    '/communities/:community/suggestions/acceptances',
    {
      schema: {
        operationId: 'decideSuggestions',
        tags,
        summary: 'Accept or reject suggestions',
        description:
          'Makes all accepted cross-references and regions in one revision; a cross-reference takes the quote and the ' +
          'section along. What is rejected is not suggested for this community again. Either all is done or nothing.',
        params: CommunityParams,
        querystring: queryOf({}),
        body: SuggestionDecisions,
        response: {
          ...taggedAnswer(EditorialCommunity, 'The draft as it is now.'),
          ...changeProblems,
          ...bodyProblems,
        },
      },
    },
    async (request, reply) => {
      const precondition = ifMatch(request)
      const { changeMessage: _message, ...decisions } = request.body
      // Brought up to date for all requests first: inside the transaction only its own would gain by it.
      const known = await catalogue()
      return write(request, reply, (tx, by) =>
        decideSuggestions(tx, by, known, request.params.community, precondition, decisions),
      )
    },
  )

  app.delete(
    '/communities/:community/suggestions/rejections/:suggestion',
    {
      schema: {
        operationId: 'reopenSuggestion',
        tags,
        summary: 'Take a rejection back',
        description: 'What was rejected is suggested again while the texts imply it.',
        params: RejectionParams,
        querystring: queryOf({}),
        response: {
          ...taggedAnswer(EditorialCommunity, 'The draft, which stays as it was.'),
          ...changeProblems,
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      const { community, suggestion } = request.params
      return write(request, reply, (tx, by) =>
        takeRejectionBack(tx, by, community, precondition, suggestion),
      )
    },
  )
}
