import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { callerOf } from '../../http/caller.ts'
import { privateAnswer, taggedAnswer } from '../../http/editorial-answers.ts'
import { privatePage } from '../../http/private-list.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { partTag } from '../drafts/revising.ts'
import { CommunityParams } from '../drafts/schema.ts'
import { getContent, getDraft } from '../drafts/service.ts'
import { referenceSource } from './listing.ts'
import { editedReferenceBody } from './representation.ts'
import { EditedReference, EditedReferenceList, ReferenceParams, ReferencesQuery } from './schema.ts'
import { referenceIn } from './service.ts'
import { referenceWriteRoutes } from './write-routes.ts'

const tags = ['Editing: cross-references']

/** What a community says of others, and what they say of it. */
export const editedReferenceRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(referenceWriteRoutes)
  const { prisma } = app.database

  app.get(
    '/communities/:community/cross-references',
    {
      schema: {
        operationId: 'listEditedCrossReferences',
        tags,
        summary: 'List the cross-references of a community as they are being edited',
        description:
          'What its newest content says of others, oldest first. With `direction=incoming` what others say of it: those ' +
          'that the key may reach and that are not in the trash, in their newest or their published revision, whether ' +
          'by a cross-reference or by a `[[link]]`, under its id or any slug that it ever had.',
        params: CommunityParams,
        querystring: ReferencesQuery,
        response: {
          ...privateAnswer(EditedReferenceList, 'A page of cross-references.'),
          ...problemResponses(404),
        },
      },
    },
    async (request, reply) => {
      const by = callerOf(request)
      const draft = await getDraft(prisma, request.params.community, by)
      const source = referenceSource(prisma, draft, by, request.query)
      const { rows, page } = await privatePage(request, reply, { ...source, of: draft.id })
      return { data: rows.map(({ body }) => body), page }
    },
  )

  app.get(
    '/communities/:community/cross-references/:reference',
    {
      schema: {
        operationId: 'getEditedCrossReference',
        tags,
        summary: 'Get a cross-reference as it is being edited',
        description: 'Its ETag changes with this cross-reference only.',
        params: ReferenceParams,
        querystring: queryOf({}),
        response: {
          ...taggedAnswer(EditedReference, 'The cross-reference.'),
          ...problemResponses(404),
        },
      },
    },
    async (request, reply) => {
      const { community, reference: id } = request.params
      const draft = await getDraft(prisma, community, callerOf(request))
      const reference = referenceIn(await getContent(prisma, draft, draft.revision), id)
      reply.header('ETag', partTag(draft, reference.id))
      return editedReferenceBody(draft, reference)
    },
  )
}
