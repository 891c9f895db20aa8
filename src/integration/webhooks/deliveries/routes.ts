import type { FastifyPluginAsync } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { createdAnswer, privateAnswer } from '../../../http/editorial-answers.ts'
import { privatePage } from '../../../http/private-list.ts'
import { problemResponses } from '../../../http/problems.ts'
import { queryOf, timeAfterYearZero } from '../../../http/query.ts'
import { write } from '../../../http/write.ts'
import { badRequest, notFound, Problem } from '../../../problem.ts'
import { WebhookParams } from '../schema.ts'
import { getWebhook } from '../service.ts'
import { ping, replay, retryDelivery, type Since } from './commands.ts'
import { deliveryBody } from './representation.ts'
import {
  DeliveriesQuery,
  Delivery,
  DeliveryList,
  DeliveryParams,
  Replay,
  ReplayQuery,
} from './schema.ts'
import { countDeliveries, findDelivery, listDeliveries } from './store.ts'

export interface FeedOptions {
  /** The change after which a cursor of the feed goes on. Throws a 400 for what is none. */
  openFeedCursor: (cursor: string) => number
}

const tags = ['Webhooks']

const reading: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.get(
    '/:webhook/deliveries',
    {
      schema: {
        operationId: 'listWebhookDeliveries',
        tags,
        summary: 'See what was delivered',
        description: 'Events for this webhook, the newest first, with every try.',
        params: WebhookParams,
        querystring: DeliveriesQuery,
        response: {
          ...privateAnswer(DeliveryList, 'A page of deliveries.'),
          ...problemResponses(404),
        },
      },
    },
    async (request, reply) => {
      const { id: webhookId } = await getWebhook(prisma, request.params.webhook)
      const filter = { webhookId, status: request.query.status }
      const { rows, page } = await privatePage(request, reply, {
        rows: (after, limit) => listDeliveries(prisma, filter, after, limit),
        count: () => countDeliveries(prisma, filter),
        placeOf: ({ createdAt, id }) => [createdAt, id],
        of: webhookId,
      })
      return { data: rows.map(deliveryBody), page }
    },
  )

  app.get(
    '/:webhook/deliveries/:delivery',
    {
      schema: {
        operationId: 'getWebhookDelivery',
        tags,
        summary: 'See what became of an event',
        description: 'One delivery with every try.',
        params: DeliveryParams,
        querystring: queryOf({}),
        response: { ...privateAnswer(Delivery, 'The delivery.'), ...problemResponses(404) },
      },
    },
    async (request) => {
      const { webhook, delivery: id } = request.params
      const delivery = await findDelivery(prisma, webhook, id)
      if (!delivery) throw notFound('delivery', id)
      return deliveryBody(delivery)
    },
  )
}

const sending: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/:webhook/deliveries/:delivery/retry',
    {
      schema: {
        operationId: 'retryWebhookDelivery',
        tags,
        summary: 'Deliver an event again',
        description:
          'At once and with all tries, whatever became of it before; under the same `webhook-id`.',
        params: DeliveryParams,
        querystring: queryOf({}),
        response: {
          ...privateAnswer(Delivery, 'The delivery, pending again.'),
          ...problemResponses(404, 409),
        },
      },
    },
    async (request, reply) => {
      const { webhook, delivery } = request.params
      return write(request, reply, (tx, by) => retryDelivery(tx, by, webhook, delivery))
    },
  )

  app.post(
    '/:webhook/ping',
    {
      schema: {
        operationId: 'pingWebhook',
        tags,
        summary: 'See whether events arrive',
        description:
          'Sends a `ping`, once, by the same way as events, also to a webhook that is disabled. `Location` is where to ' +
          'see what came of it.',
        params: WebhookParams,
        querystring: queryOf({}),
        response: {
          ...createdAnswer(Delivery, 'The ping, on its way.', { entityTag: false }),
          ...problemResponses(404),
        },
      },
    },
    async (request, reply) => {
      const { webhook } = request.params
      return write(request, reply, (tx, by) => ping(tx, by, webhook))
    },
  )
}

const replaying: FastifyPluginAsyncZod<FeedOptions> = async (app, { openFeedCursor }) => {
  app.post(
    '/:webhook/replay',
    {
      schema: {
        operationId: 'replayWebhook',
        tags,
        summary: 'Deliver again what came since',
        description:
          'All changes that the webhook wants and that are still in the feed, each under the `webhook-id` of its first ' +
          'time, so that a receiver knows what it has. 410: the cursor is older than the feed; start from `/v1/export`.',
        params: WebhookParams,
        querystring: ReplayQuery,
        response: {
          ...privateAnswer(Replay, 'What is on its way.'),
          ...problemResponses(404, 409, 410),
        },
      },
    },
    async (request, reply) => {
      const { webhook } = request.params
      const since = readSince(request.query.since, openFeedCursor)
      return write(request, reply, (tx, by) => replay(tx, by, webhook, since))
    },
  )
}

const Time = timeAfterYearZero(z.iso.datetime())

function readSince(text: string, openFeedCursor: FeedOptions['openFeedCursor']): Since {
  const time = Time.safeParse(text)
  if (time.success) return { time: new Date(time.data) }
  try {
    return { seq: openFeedCursor(text) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const detail =
      '`since` is a time such as `2026-11-27T20:00:00Z`, or a cursor of the feed without filters.'
    throw badRequest([{ parameter: 'since', code: 'invalid-since', detail }])
  }
}

/** What became of events, and sending them again. */
export const deliveryRoutes: FastifyPluginAsync<FeedOptions> = async (app, { openFeedCursor }) => {
  await app.register(reading)
  await app.register(sending)
  await app.register(replaying, { openFeedCursor })
}
