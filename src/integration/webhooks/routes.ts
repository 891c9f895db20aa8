import type { FastifyPluginAsync } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  bodyProblems,
  createdAnswer,
  privateAnswer,
  taggedAnswer,
} from '../../http/editorial-answers.ts'
import { pageParameters } from '../../http/pagination.ts'
import { ifMatch } from '../../http/preconditions.ts'
import { privatePage } from '../../http/private-list.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { write, writeSecret } from '../../http/write.ts'
import { createWebhook, deleteWebhook, rotateSecret, updateWebhook } from './commands.ts'
import { webhookBody, webhookTag } from './representation.ts'
import {
  NewWebhook,
  Webhook,
  WebhookList,
  WebhookParams,
  WebhookPatch,
  WebhookWithSecret,
} from './schema.ts'
import { type Routing, receiverFaults } from './sending/receiver.ts'
import { getWebhook } from './service.ts'
import { countWebhooks, listWebhooks } from './store.ts'

export interface ReceiverOptions {
  /** Where events may be sent. */
  routing: Routing
}

const tags = ['Webhooks']
const LastId = z.tuple([z.uuid()])

const reading: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.get(
    '',
    {
      schema: {
        operationId: 'listWebhooks',
        tags,
        summary: 'List webhooks',
        description: 'In the order of their making, without their secrets.',
        querystring: queryOf(pageParameters),
        response: privateAnswer(WebhookList, 'A page of webhooks.'),
      },
    },
    async (request, reply) => {
      const { rows, page } = await privatePage(request, reply, {
        rows: (after, limit) => listWebhooks(prisma, after ? LastId.parse(after)[0] : null, limit),
        count: () => countWebhooks(prisma),
        placeOf: ({ id }) => [id],
      })
      return { data: rows.map(webhookBody), page }
    },
  )

  app.get(
    '/:webhook',
    {
      schema: {
        operationId: 'getWebhook',
        tags,
        summary: 'Get a webhook',
        description: 'All of it but its secret.',
        params: WebhookParams,
        querystring: queryOf({}),
        response: { ...taggedAnswer(Webhook, 'The webhook.'), ...problemResponses(404) },
      },
    },
    async (request, reply) => {
      const webhook = await getWebhook(prisma, request.params.webhook)
      reply.header('etag', webhookTag(webhook))
      return webhookBody(webhook)
    },
  )
}

const changing: FastifyPluginAsyncZod<ReceiverOptions> = async (app, { routing }) => {
  app.post(
    '',
    {
      schema: {
        operationId: 'createWebhook',
        tags,
        summary: 'Make a webhook',
        description: 'The answer holds the secret that signs what is sent. It is shown this once.',
        querystring: queryOf({}),
        body: NewWebhook,
        response: { ...createdAnswer(WebhookWithSecret, 'The new webhook.'), ...bodyProblems },
      },
    },
    async (request, reply) => {
      const wanted = request.body
      // Names are looked up before: nobody else waits for that.
      const faults = await receiverFaults(wanted.url, routing)
      return writeSecret(request, reply, (tx, by) => createWebhook(tx, by, wanted, faults))
    },
  )

  app.patch(
    '/:webhook',
    {
      schema: {
        operationId: 'updateWebhook',
        tags,
        summary: 'Change a webhook',
        description:
          'A JSON merge patch (RFC 7396): what is absent stays. Disabled, it is not told of what happens; what waits ' +
          'for it goes on when it is enabled.',
        params: WebhookParams,
        querystring: queryOf({}),
        consumes: ['application/merge-patch+json'],
        body: WebhookPatch,
        response: {
          ...taggedAnswer(Webhook, 'The webhook as it is now.'),
          ...problemResponses(404, 412, 428),
          ...bodyProblems,
        },
      },
    },
    async (request, reply) => {
      const precondition = ifMatch(request)
      const patch = request.body
      const { webhook } = request.params
      const faults = patch.url === undefined ? [] : await receiverFaults(patch.url, routing)
      return write(request, reply, (tx, by) =>
        updateWebhook(tx, by, webhook, precondition, patch, faults),
      )
    },
  )
}

const ending: FastifyPluginAsyncZod = async (app) => {
  const overlapHours = app.config.WEBHOOK_OVERLAP_HOURS

  app.post(
    '/:webhook/secret',
    {
      schema: {
        operationId: 'rotateWebhookSecret',
        tags,
        summary: 'Give a webhook a new secret',
        description:
          'The answer holds it, this once. For a while what is sent bears a signature of the old one too.',
        params: WebhookParams,
        querystring: queryOf({}),
        response: {
          ...taggedAnswer(WebhookWithSecret, 'The webhook with its new secret.'),
          ...problemResponses(404, 412, 428),
        },
      },
    },
    async (request, reply) => {
      const precondition = ifMatch(request)
      const { webhook } = request.params
      return writeSecret(request, reply, (tx, by) =>
        rotateSecret(tx, by, webhook, precondition, overlapHours),
      )
    },
  )

  app.delete(
    '/:webhook',
    {
      schema: {
        operationId: 'deleteWebhook',
        tags,
        summary: 'Delete a webhook',
        description: 'With all its deliveries; nothing is sent to it any more.',
        params: WebhookParams,
        querystring: queryOf({}),
        response: {
          ...privateAnswer(Webhook, 'The webhook as it was.'),
          ...problemResponses(404, 412, 428),
        },
      },
    },
    async (request, reply) => {
      const precondition = ifMatch(request)
      const { webhook } = request.params
      return write(request, reply, (tx, by) => deleteWebhook(tx, by, webhook, precondition))
    },
  )
}

/** Who is told of changes. */
export const webhookRoutes: FastifyPluginAsync<ReceiverOptions> = async (app, { routing }) => {
  await app.register(reading)
  await app.register(changing, { routing })
  await app.register(ending)
}
