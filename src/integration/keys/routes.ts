import type { FastifyPluginAsync } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callerOf } from '../../http/caller.ts'
import { bodyProblems, createdAnswer, privateAnswer } from '../../http/editorial-answers.ts'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { privatePage } from '../../http/private-list.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { write, writeSecret } from '../../http/write.ts'
import { keyBody } from './representation.ts'
import { CreatedKey, Key, NewKey } from './schema.ts'
import { countKeys, createKey, getKey, listKeys, revokeKey } from './service.ts'

const tags = ['Keys']
const KeyList = listOf(Key, 'KeyList')
const LastId = z.tuple([z.uuid()])

/** What every holder of a key may know of it. */
export const currentKeyRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/current',
    {
      schema: {
        operationId: 'getCurrentKey',
        tags,
        summary: 'See what your key allows',
        description: 'The key that the request was sent with.',
        querystring: queryOf({}),
        response: privateAnswer(Key, 'The key.'),
      },
    },
    async (request) => {
      const { keyId } = callerOf(request)
      return keyBody(await getKey(app.database.prisma, keyId ?? ''))
    },
  )
}

const reading: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.get(
    '',
    {
      schema: {
        operationId: 'listKeys',
        tags,
        summary: 'List keys',
        description: 'All keys that were ever made, in the order of their making.',
        querystring: queryOf(pageParameters),
        response: privateAnswer(KeyList, 'A page of keys.'),
      },
    },
    async (request, reply) => {
      const { rows, page } = await privatePage(request, reply, {
        rows: (after, limit) => listKeys(prisma, after ? LastId.parse(after)[0] : null, limit),
        count: () => countKeys(prisma),
        placeOf: ({ id }) => [id],
      })
      return { data: rows.map(keyBody), page }
    },
  )

  app.get(
    '/:key',
    {
      schema: {
        operationId: 'getKey',
        tags,
        summary: 'Get a key',
        description: 'All of it but its secret.',
        params: z.object({ key: z.uuid() }),
        querystring: queryOf({}),
        response: { ...privateAnswer(Key, 'The key.'), ...problemResponses(404) },
      },
    },
    async (request) => keyBody(await getKey(prisma, request.params.key)),
  )
}

const writing: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '',
    {
      schema: {
        operationId: 'createKey',
        tags,
        summary: 'Make a key',
        description: 'The answer holds the token. It is shown this once and stored nowhere.',
        querystring: queryOf({}),
        body: NewKey,
        response: {
          ...createdAnswer(CreatedKey, 'The new key.', { entityTag: false }),
          ...bodyProblems,
        },
      },
    },
    (request, reply) =>
      writeSecret(request, reply, async (tx, by) => {
        const { key, token } = await createKey(tx, by, request.body)
        const location = `/v1/keys/${key.id}`
        return { status: 201, location, body: { ...keyBody(key), token } }
      }),
  )

  app.delete(
    '/:key',
    {
      schema: {
        operationId: 'revokeKey',
        tags,
        summary: 'Revoke a key',
        description: 'Ends the key at once, in every process. It stays in the list.',
        params: z.object({ key: z.uuid() }),
        querystring: queryOf({}),
        response: { ...privateAnswer(Key, 'The revoked key.'), ...problemResponses(404) },
      },
    },
    (request, reply) =>
      write(request, reply, async (tx, by) => ({
        body: keyBody(await revokeKey(tx, by, request.params.key)),
      })),
  )
}

/** Giving and taking keys. */
export const keyRoutes: FastifyPluginAsync = async (app) => {
  await app.register(reading)
  await app.register(writing)
}
