import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import {
  bodyProblems,
  changeProblems,
  createdAnswer,
  privateAnswer,
  taggedAnswer,
} from '../../http/editorial-answers.ts'
import { creationOrMatch, ifMatch } from '../../http/preconditions.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { write } from '../../http/write.ts'
import { deleteSection, putSection, updateSection } from './commands.ts'
import { EditedSection, SectionChange, SectionParams, SectionReplacement } from './schema.ts'

const tags = ['Editing: sections']

/** What creates, changes and takes away one section. */
export const sectionWriteRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(removalRoute)

  app.put(
    '/communities/:community/sections/:section',
    {
      schema: {
        operationId: 'putSection',
        tags,
        summary: 'Create or replace a section',
        description:
          'With `If-None-Match: *` it makes a new section, last in order, whose slug the address names. With `If-Match` ' +
          'it replaces the one that is there, which keeps its id and place, and its slug unless the body states another.',
        params: SectionParams,
        querystring: queryOf({}),
        body: SectionReplacement,
        response: {
          ...taggedAnswer(EditedSection, 'The section as it is now.'),
          ...createdAnswer(EditedSection, 'The new section.'),
          ...changeProblems,
          ...bodyProblems,
        },
      },
    },
    (request, reply) => {
      const condition = creationOrMatch(request)
      const { changeMessage: _message, ...body } = request.body
      return write(request, reply, (tx, by) => putSection(tx, by, request.params, condition, body))
    },
  )

  app.patch(
    '/communities/:community/sections/:section',
    {
      schema: {
        operationId: 'updateSection',
        tags,
        summary: 'Change a section',
        description: 'A JSON merge patch (RFC 7396): what is absent stays, null takes away.',
        params: SectionParams,
        querystring: queryOf({}),
        consumes: ['application/merge-patch+json'],
        body: SectionChange,
        response: {
          ...taggedAnswer(EditedSection, 'The section as it is now.'),
          ...changeProblems,
          ...bodyProblems,
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      const { changeMessage: _message, ...patch } = request.body
      return write(request, reply, (tx, by) =>
        updateSection(tx, by, request.params, precondition, patch),
      )
    },
  )
}

const removalRoute: FastifyPluginAsyncZod = async (app) => {
  app.delete(
    '/communities/:community/sections/:section',
    {
      schema: {
        operationId: 'deleteSection',
        tags,
        summary: 'Take a section away',
        description:
          'Earlier revisions keep it. Refused while cross-references of the community name it as their `section`; the ' +
          'pointers of `errors` lead to these in the community.',
        params: SectionParams,
        querystring: queryOf({}),
        response: {
          ...privateAnswer(EditedSection, 'The section as it was.'),
          ...changeProblems,
          ...problemResponses(422),
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      return write(request, reply, (tx, by) => deleteSection(tx, by, request.params, precondition))
    },
  )
}
