import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { privateAnswer, taggedAnswer } from '../../http/editorial-answers.ts'
import { privatePage } from '../../http/private-list.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import {
  regionBody,
  regionRevisionBody,
  regionRevisionWithContent,
} from './editing/representation.ts'
import {
  countRegionRows,
  countRevisions,
  getRegion,
  getRegionId,
  getRevision,
  listRegionRows,
  listRevisions,
  regionEntityTag,
} from './editing/service.ts'
import {
  EditorialRegion,
  EditorialRegionList,
  EditorialRegionsQuery,
  RegionParams,
  RegionRevisionList,
  RegionRevisionParams,
  RegionRevisionsQuery,
  RegionRevisionWithContent,
} from './schema.ts'
import { resolveRegionFilter } from './service.ts'

const tags = ['Editing: regions']

/** Places and scopes as editors see them, with their history. */
export const regionReadingRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(listing)
  await app.register(reading)
  await app.register(history)
  await app.register(revision)
}

const listing: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.get(
    '/regions',
    {
      schema: {
        operationId: 'listEditorialRegions',
        tags,
        summary: 'List regions for editing',
        description: 'All places and scopes by their English names, with all their names.',
        querystring: EditorialRegionsQuery,
        response: privateAnswer(EditorialRegionList, 'A page of regions.'),
      },
    },
    async (request, reply) => {
      const { kind: kinds, parent, q } = request.query
      const [parentId] =
        parent === undefined ? [] : await resolveRegionFilter(prisma, [parent], 'parent')
      const filter = { parentId, kinds, q }
      const { rows, page } = await privatePage(request, reply, {
        rows: (after, limit) => listRegionRows(prisma, filter, after, limit),
        count: () => countRegionRows(prisma, filter),
        placeOf: ({ nameSortKey, id }) => [nameSortKey, id],
      })
      return { data: rows.map(regionBody), page }
    },
  )
}

const reading: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/regions/:region',
    {
      schema: {
        operationId: 'getEditorialRegion',
        tags,
        summary: 'Get one region for editing',
        description: '`region` is an id, a code (ISO 3166, UN M49) or a slug, present or former.',
        params: RegionParams,
        querystring: queryOf({}),
        response: {
          ...taggedAnswer(EditorialRegion, 'The region.'),
          ...problemResponses(404, 410),
        },
      },
    },
    async (request, reply) => {
      const region = await getRegion(app.database.prisma, request.params.region)
      reply.header('ETag', regionEntityTag(region))
      return regionBody(region)
    },
  )
}

const history: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.get(
    '/regions/:region/revisions',
    {
      schema: {
        operationId: 'listRegionRevisions',
        tags,
        summary: 'List the revisions of a region',
        description:
          'Who changed what, when and why; the newest first. A region as the reference data has it has none. ' +
          'What was deleted keeps its history.',
        params: RegionParams,
        querystring: RegionRevisionsQuery,
        response: {
          ...privateAnswer(RegionRevisionList, 'A page of revisions.'),
          ...problemResponses(404),
        },
      },
    },
    async (request, reply) => {
      const id = await getRegionId(prisma, request.params.region)
      const { rows, page } = await privatePage(request, reply, {
        of: id,
        rows: (after, limit) => listRevisions(prisma, id, after, limit),
        count: () => countRevisions(prisma, id),
        placeOf: ({ number }) => [number],
      })
      return { data: rows.map(regionRevisionBody), page }
    },
  )
}

const revision: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.get(
    '/regions/:region/revisions/:revision',
    {
      schema: {
        operationId: 'getRegionRevision',
        tags,
        summary: 'Get one revision of a region',
        description: 'Its content as it was, with who made it, when and why.',
        params: RegionRevisionParams,
        querystring: queryOf({}),
        response: {
          ...privateAnswer(RegionRevisionWithContent, 'The revision.'),
          ...problemResponses(404),
        },
      },
    },
    async (request) => {
      const { region, revision: number } = request.params
      const id = await getRegionId(prisma, region)
      return regionRevisionWithContent(await getRevision(prisma, id, number))
    },
  )
}
