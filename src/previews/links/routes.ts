import type { FastifyPluginAsync } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { localActor } from '../../authorship.ts'
import { CommunityParams } from '../../editorial/drafts/schema.ts'
import { getDraft } from '../../editorial/drafts/service.ts'
import { privateCaching } from '../../http/caching.ts'
import { callerOf } from '../../http/caller.ts'
import { bodyProblems, createdAnswer, privateAnswer } from '../../http/editorial-answers.ts'
import { pageParameters } from '../../http/pagination.ts'
import { privatePage } from '../../http/private-list.ts'
import { problemResponses } from '../../http/problems.ts'
import { queryOf } from '../../http/query.ts'
import { write, writeSecret } from '../../http/write.ts'
import { notFound } from '../../problem.ts'
import { previewProfile } from '../profile.ts'
import {
  PreviewedCommunity,
  PreviewLink,
  PreviewLinkList,
  PreviewLinkOrder,
  previewParameters,
} from '../schema.ts'
import { createPreviewLink, linkBody, revokePreviewLink } from './commands.ts'
import { countLinks, findLink, findLiveLink, listLinks } from './store.ts'
import { readLinkToken } from './token.ts'

const tags = ['Editing: workflow']
const url = '/communities/:community/preview-links'
const LastId = z.tuple([z.uuid()])
const PlainLink = PreviewLink.omit({ url: true }).meta({ id: 'PreviewLinkItem' })

const reading: FastifyPluginAsyncZod = async (app) => {
  const { prisma } = app.database

  app.get(
    url,
    {
      schema: {
        operationId: 'listPreviewLinks',
        tags,
        summary: 'List links to previews',
        description: 'The newest first, without what opens them.',
        params: CommunityParams,
        querystring: queryOf(pageParameters),
        response: {
          ...privateAnswer(PreviewLinkList, 'A page of links.'),
          ...problemResponses(404),
        },
      },
    },
    async (request, reply) => {
      const { id } = await getDraft(prisma, request.params.community, callerOf(request))
      const { rows, page } = await privatePage(request, reply, {
        rows: (after, limit) => listLinks(prisma, id, after ? LastId.parse(after)[0] : null, limit),
        count: () => countLinks(prisma, id),
        placeOf: (row) => [row.id],
        of: id,
      })
      return { data: rows.map(linkBody), page }
    },
  )

  app.get(
    `${url}/:link`,
    {
      schema: {
        operationId: 'getPreviewLink',
        tags,
        summary: 'Get a link to a preview',
        description: 'Whether it still holds; without what opens it.',
        params: CommunityParams.extend({ link: z.uuid() }),
        querystring: queryOf({}),
        response: { ...privateAnswer(PlainLink, 'The link.'), ...problemResponses(404) },
      },
    },
    async (request) => {
      const { community, link: id } = request.params
      const draft = await getDraft(prisma, community, callerOf(request))
      const link = await findLink(prisma, draft.id, id)
      if (!link) throw notFound('preview link', id)
      return linkBody(link)
    },
  )
}

const writing: FastifyPluginAsyncZod = async (app) => {
  const maker = { key: app.previewKey, publicUrl: app.config.PUBLIC_URL?.replace(/\/+$/, '') ?? '' }

  app.post(
    url,
    {
      schema: {
        operationId: 'createPreviewLink',
        tags,
        summary: 'Make a link to a preview',
        description: 'Shows the draft to whoever has the link, until it expires or is revoked.',
        params: CommunityParams,
        querystring: queryOf({}),
        body: PreviewLinkOrder,
        response: {
          ...createdAnswer(PreviewLink, 'The new link.', { entityTag: false }),
          ...problemResponses(404),
          ...bodyProblems,
        },
      },
    },
    (request, reply) =>
      writeSecret(request, reply, (tx, by) =>
        createPreviewLink(tx, by, maker, request.params.community, request.body),
      ),
  )

  app.delete(
    `${url}/:link`,
    {
      schema: {
        operationId: 'revokePreviewLink',
        tags,
        summary: 'Revoke a link to a preview',
        description: 'It shows nothing from now on, in every process.',
        params: CommunityParams.extend({ link: z.uuid() }),
        querystring: queryOf({}),
        response: { ...privateAnswer(PlainLink, 'The revoked link.'), ...problemResponses(404) },
      },
    },
    (request, reply) =>
      write(request, reply, (tx, by) =>
        revokePreviewLink(tx, by, request.params.community, request.params.link),
      ),
  )
}

/** Giving and taking links to previews. */
export const previewLinkRoutes: FastifyPluginAsync = async (app) => {
  await app.register(reading)
  await app.register(writing)
}

/** What a link opens. No key is asked for: the link is the key. */
export const linkedPreviews: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/previews/:token',
    {
      schema: {
        operationId: 'getLinkedPreview',
        tags,
        summary: 'See the preview that a link shows',
        description: 'For frontends: the profile as publishing would show it.',
        params: z.object({ token: z.string().min(1).max(200) }),
        querystring: queryOf(previewParameters),
        response: {
          ...privateAnswer(PreviewedCommunity, 'The profile as it would be.'),
          ...problemResponses(404, 409, 422),
        },
      },
    },
    async (request, reply) => {
      reply.header('Cache-Control', privateCaching)
      reply.header('Referrer-Policy', 'no-referrer')
      reply.header('X-Robots-Tag', 'noindex')
      const now = new Date()
      const id = readLinkToken(app.previewKey, request.params.token, now)
      const link = id && (await findLiveLink(app.database.prisma, id, now))
      if (!link) throw notFound('preview', '…')
      const by = localActor(link.createdBy)
      const revision = link.revision ?? undefined
      const body = await previewProfile(request, by, link.draftId, revision, request.query)
      return reply.type('application/json; charset=utf-8').send(Buffer.from(body))
    },
  )
}
