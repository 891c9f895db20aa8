import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { unavailable } from '../problem.ts'
import { offer } from './accept.ts'
import { escapeHtml } from './html.ts'
import { openapiDocument } from './openapi.ts'
import { isRecord, type Operation } from './openapi-document.ts'
import { pageResponses, sendPage } from './page-answer.ts'
import { problemResponses } from './problems.ts'
import { queryOf } from './query.ts'

const READY_WITHIN_MS = 1000

const Health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' })

const Start = z
  .object({
    title: z.string(),
    version: z.string(),
    links: z.array(z.object({ href: z.string(), title: z.string() })),
  })
  .meta({ id: 'Start' })

/** What operators and newcomers ask: is it alive, is it ready, what is here. */
export const operations: FastifyPluginAsyncZod = async (app) => {
  await app.register(healthRoutes)
  app.get(
    '/',
    {
      schema: {
        operationId: 'getStart',
        tags: ['Operations'],
        summary: 'See what is here',
        description: 'Links to all that can be read without further knowledge.',
        querystring: queryOf({}),
        response: {
          ...pageResponses(Start, 'Where to go on.'),
          ...problemResponses(400, 406),
        },
      },
    },
    async (request, reply) => {
      const start = startOf(app)
      const { title, links } = start
      const items = links.map(
        ({ href, title }) =>
          `<li><a href="${href}">${escapeHtml(title)}</a> <code>${href}</code></li>`,
      )
      return sendPage(request, reply, { json: start, title, html: `<ul>${items.join('')}</ul>` })
    },
  )
}

const healthRoutes: FastifyPluginAsyncZod = async (app) => {
  offer(app, ['application/json'])
  app.addHook('onRequest', async (_, reply) => {
    reply.header('Cache-Control', 'no-store')
  })
  const response = { 200: Health, ...problemResponses(400, 406) }
  const tags = ['Operations']
  const querystring = queryOf({})

  app.get(
    '/livez',
    {
      config: { neverRefused: true },
      schema: {
        operationId: 'getLiveness',
        tags,
        summary: 'Is the process alive?',
        querystring,
        response,
      },
    },
    async () => ({ status: 'ok' as const }),
  )

  app.get(
    '/readyz',
    {
      config: { neverRefused: true },
      schema: {
        operationId: 'getReadiness',
        tags,
        summary: 'Can it answer?',
        description: '503 while the database does not answer within a second.',
        querystring,
        response: { ...response, ...problemResponses(503) },
      },
    },
    async () => {
      await databaseAnswers(app)
      return { status: 'ok' as const }
    },
  )
}

async function databaseAnswers({ database }: FastifyInstance): Promise<void> {
  const controller = new AbortController()
  const late = delay(READY_WITHIN_MS, 'late', { signal: controller.signal, ref: false })
  try {
    const first = await Promise.race([database.pool.query('SELECT 1'), late])
    if (first === 'late') throw new Error(`no answer within ${READY_WITHIN_MS} ms`)
  } catch (error) {
    throw unavailable('The database does not answer.', 5, error)
  } finally {
    controller.abort()
  }
}

/** Every address that needs nothing filled in, as the contract has it. */
function startOf(app: FastifyInstance): z.infer<typeof Start> {
  const { info, paths } = openapiDocument(app)
  const links = Object.entries(paths).flatMap(([href, { get }]) =>
    get && !get.security?.length && href !== '/' && !href.includes('{') && !demandsParameters(get)
      ? [{ href, title: get.summary ?? href }]
      : [],
  )
  const docs = { href: '/docs', title: 'Read and try the API' }
  return { title: info.title, version: info.version, links: [docs, ...links] }
}

const demandsParameters = ({ parameters = [] }: Operation): boolean =>
  parameters.some((parameter) => isRecord(parameter) && parameter.required === true)
