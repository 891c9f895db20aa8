import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { callerOf } from '../../http/caller.ts'
import {
  bodyProblems,
  changeMessage,
  changeProblems,
  taggedAnswer,
} from '../../http/editorial-answers.ts'
import { ifMatch } from '../../http/preconditions.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { write } from '../../http/write.ts'
import { partTag } from '../drafts/revising.ts'
import { CommunityParams } from '../drafts/schema.ts'
import { draftTag, getContent, getDraft } from '../drafts/service.ts'
import { reorderSections } from './commands.ts'
import { sectionIn } from './finding.ts'
import { editedSectionBody, sectionListBody } from './representation.ts'
import { EditedSection, EditedSectionList, SectionOrder, SectionParams } from './schema.ts'
import { sectionWriteRoutes } from './write-routes.ts'

const tags = ['Editing: sections']

/** The chapters of a community, one at a time. */
export const editedSectionRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(orderRoutes)
  await app.register(sectionWriteRoutes)
  const { prisma } = app.database

  app.get(
    '/communities/:community/sections/:section',
    {
      schema: {
        operationId: 'getEditedSection',
        tags,
        summary: 'Get a section as it is being edited',
        description:
          'Its ETag changes with this section only: people who edit different sections do not get in each other’s way.',
        params: SectionParams,
        querystring: queryOf({}),
        response: {
          ...taggedAnswer(EditedSection, 'The section.'),
          ...problemResponses(404),
        },
      },
    },
    async (request, reply) => {
      const { community, section: reference } = request.params
      const draft = await getDraft(prisma, community, callerOf(request))
      const section = sectionIn(await getContent(prisma, draft, draft.revision), reference)
      reply.header('ETag', partTag(draft, section.id))
      return editedSectionBody(draft, section)
    },
  )
}

const orderRoutes: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.get(
    '/communities/:community/sections',
    {
      schema: {
        operationId: 'listEditedSections',
        tags,
        summary: 'List the sections of a community as they are being edited',
        description:
          'All of them, in their order. The ETag is that of the community, as reordering needs it.',
        params: CommunityParams,
        querystring: queryOf({}),
        response: {
          ...taggedAnswer(EditedSectionList, 'All sections.'),
          ...problemResponses(404),
        },
      },
    },
    async (request, reply) => {
      const draft = await getDraft(prisma, request.params.community, callerOf(request))
      reply.header('ETag', draftTag(draft))
      return sectionListBody(await getContent(prisma, draft, draft.revision))
    },
  )

  app.put(
    '/communities/:community/sections/order',
    {
      schema: {
        operationId: 'reorderSections',
        tags,
        summary: 'Put the sections in another order',
        description:
          'Names every section once. `If-Match` is the ETag of the community; the ETags of the sections stay.',
        params: CommunityParams,
        querystring: queryOf({}),
        body: SectionOrder.extend(changeMessage),
        response: {
          ...taggedAnswer(EditedSectionList, 'All sections, with the community’s new ETag.'),
          ...changeProblems,
          ...bodyProblems,
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      const { community } = request.params
      const { sections } = request.body
      return write(request, reply, (tx, by) =>
        reorderSections(tx, by, community, precondition, sections),
      )
    },
  )
}
