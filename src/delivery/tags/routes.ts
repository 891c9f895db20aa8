import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { listAnswer } from '../answers.ts'
import { sendList } from '../list-answer.ts'
import listExample from './list-example.json' with { type: 'json' }
import { TagList, TagsQuery } from './schema.ts'
import { countTags, listTags } from './store.ts'

/** The tags that published communities bear. */
export const tagRoutes: FastifyPluginAsyncZod = async (app) => {
  const { pool } = app.database

  app.get(
    '/tags',
    {
      schema: {
        operationId: 'listTags',
        tags: ['Tags'],
        summary: 'List tags',
        description: 'Every tag with the number of communities that bear it, by name.',
        querystring: TagsQuery,
        response: listAnswer(TagList, 'A page of tags.', listExample),
      },
    },
    (request, reply) =>
      sendList(request, reply, request.query, async () => ({
        rows: (page) => listTags(pool, page),
        count: () => countTags(pool),
      })),
  )
}
