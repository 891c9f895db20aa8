import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import {
  bodyProblems,
  changeMessage,
  changeProblems,
  createdAnswer,
  privateAnswer,
  taggedAnswer,
} from '../../http/editorial-answers.ts'
import { ifMatch } from '../../http/preconditions.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { write } from '../../http/write.ts'
import { createRegion, deleteRegion, updateRegion } from './editing/commands.ts'
import { DeletedRegion, EditorialRegion, RegionDraft, RegionParams, RegionPatch } from './schema.ts'

const tags = ['Editing: regions']

/** Changes of places and scopes; each is shown to the public at once. Takes a key without limits. */
export const regionRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(creation)
  await app.register(change)
  await app.register(deletion)
}

const site = { now: () => new Date() }

const creation: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/regions',
    {
      schema: {
        operationId: 'createRegion',
        tags,
        summary: 'Create a region',
        description:
          'Its kind and an English name are needed; a place also needs the region that it lies in. The public sees it ' +
          'at once.',
        querystring: queryOf({}),
        body: RegionDraft.extend(changeMessage),
        response: {
          ...createdAnswer(EditorialRegion, 'The new region.'),
          ...problemResponses(403, 409),
          ...bodyProblems,
        },
      },
    },
    (request, reply) => {
      const { changeMessage: _message, ...body } = request.body
      return write(request, reply, (tx, by) => createRegion(tx, by, site, body))
    },
  )
}

const change: FastifyPluginAsyncZod = async (app) => {
  app.patch(
    '/regions/:region',
    {
      schema: {
        operationId: 'updateRegion',
        tags,
        summary: 'Change a region',
        description:
          'A JSON merge patch (RFC 7396): what is absent stays, null takes away. The public sees it at once. Old slugs ' +
          'keep leading to it; with another parent all that lies in it moves along.',
        params: RegionParams,
        querystring: queryOf({}),
        consumes: ['application/merge-patch+json'],
        body: RegionPatch.extend(changeMessage),
        response: {
          ...taggedAnswer(EditorialRegion, 'The region as it is now.'),
          ...problemResponses(403, 410),
          ...changeProblems,
          ...bodyProblems,
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      const { changeMessage: _message, ...patch } = request.body
      const { region } = request.params
      return write(request, reply, (tx, by) =>
        updateRegion(tx, by, site, region, precondition, patch),
      )
    },
  )
}

const deletion: FastifyPluginAsyncZod = async (app) => {
  app.delete(
    '/regions/:region',
    {
      schema: {
        operationId: 'deleteRegion',
        tags,
        summary: 'Delete a region',
        description:
          'Refused while regions lie in it or communities, published or drafts, name it; the answer lists them. The ' +
          'public gets a 410 from now on; its history stays.',
        params: RegionParams,
        querystring: queryOf({}),
        response: {
          ...privateAnswer(DeletedRegion, 'What is left of it.'),
          ...problemResponses(403, 410),
          ...changeProblems,
        },
      },
    },
    (request, reply) => {
      const precondition = ifMatch(request)
      const { region } = request.params
      return write(request, reply, (tx, by) => deleteRegion(tx, by, site, region, precondition))
    },
  )
}
