import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import {
  bodyProblems,
  changeProblems,
  createdAnswer,
  privateAnswer,
  taggedAnswer,
} from '../../http/editorial-answers.ts'
import { ifMatch } from '../../http/preconditions.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { write } from '../../http/write.ts'
import { CommunityParams } from '../drafts/schema.ts'
import { createReference, deleteReference, updateReference } from './commands.ts'
import { EditedReference, NewReference, ReferenceChange, ReferenceParams } from './schema.ts'

const tags = ['Editing: cross-references']

/** What creates, changes and takes away one cross-reference. */
export const referenceWriteRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(changeRoutes)

  app.post(
    '/communities/:community/cross-references',
    {
      schema: {
        operationId: 'createCrossReference',
        tags,
        summary: 'Add a cross-reference',
        description:
          'A target that is not published, or not even known, is no fault: the cross-reference waits for it, and ' +
          '`warnings` says so.',
        params: CommunityParams,
        querystring: queryOf({}),
        body: NewReference,
        response: {
          ...createdAnswer(EditedReference, 'The new cross-reference.'),
          ...problemResponses(404, 409),
          ...bodyProblems,
        },
      },
    },
    (request, reply) => {
      const { changeMessage: _message, ...body } = request.body
      const { community } = request.params
      return write(request, reply, (tx, by) => createReference(tx, by, community, body))
    },
  )
}

const changeRoutes: FastifyPluginAsyncZod = async (app) => {
  app.patch(
    '/communities/:community/cross-references/:reference',
    {
      schema: {
        operationId: 'updateCrossReference',
        tags,
        summary: 'Change a cross-reference',
        description:
          'A JSON merge patch (RFC 7396): what is absent stays, null takes away; `target` is replaced whole.',
        params: ReferenceParams,
        querystring: queryOf({}),
        consumes: ['application/merge-patch+json'],
        body: ReferenceChange,
        response: {
          ...taggedAnswer(EditedReference, 'The cross-reference as it is now.'),
          ...changeProblems,
          ...bodyProblems,
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      const { changeMessage: _message, ...patch } = request.body
      return write(request, reply, (tx, by) =>
        updateReference(tx, by, request.params, precondition, patch),
      )
    },
  )

  app.delete(
    '/communities/:community/cross-references/:reference',
    {
      schema: {
        operationId: 'deleteCrossReference',
        tags,
        summary: 'Take a cross-reference away',
        description: 'Earlier revisions keep it.',
        params: ReferenceParams,
        querystring: queryOf({}),
        response: {
          ...privateAnswer(EditedReference, 'The cross-reference as it was.'),
          ...changeProblems,
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      return write(request, reply, (tx, by) =>
        deleteReference(tx, by, request.params, precondition),
      )
    },
  )
}
