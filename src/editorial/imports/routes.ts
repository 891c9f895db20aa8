import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { bodyProblems } from '../../http/editorial-answers.ts'
import { problemResponses } from '../../http/problems.ts'
import { Problem } from '../../problem.ts'
import { readRegionNames } from '../regions/service.ts'
import { receive } from './body-file.ts'
import { documentItem, profileItems } from './items.ts'
import { orderOf, requirePublisher } from './order.ts'
import { importAll, importOne } from './progress.ts'
import { ImportLine, ImportQuery, ImportReport } from './schema.ts'

const documents = ['text/plain', 'text/markdown']
const profiles = 'application/x-ndjson'
const maxProfiles = 10_000

const Body = z.unknown().meta({
  type: 'string',
  description:
    'A profile document; or, as NDJSON, up to 10,000 profiles, one to a line: each an object as `createCommunity` ' +
    'takes it, `slug` included, of up to 2 MB.',
})

interface Options {
  /** Resolves once whoever reads here sees what was written before. */
  written: () => Promise<void>
}

/** Imports: documents, and profiles by the thousand. */
export const importRoutes: FastifyPluginAsyncZod<Options> = async (app, { written }) => {
  readImportBodies(app)

  app.post(
    '/imports',
    {
      schema: {
        operationId: 'importProfiles',
        tags: ['Editing: many at once'],
        summary: 'Import profiles',
        description:
          'Each item is taken whole or refused whole, whatever becomes of the others. One whose community exists ' +
          'replaces its content; ids stay with what they name. NDJSON is answered in NDJSON, one line as each item is ' +
          'stored and a summary at the end. With an `Idempotency-Key` an import that broke off goes on where it ended ' +
          'when it is sent again, and what was done is answered as it was.',
        querystring: ImportQuery,
        consumes: [...documents, profiles],
        body: Body,
        response: {
          200: {
            description: 'What became of each item.',
            content: {
              'application/json': { schema: ImportReport },
              [profiles]: { schema: ImportLine },
            },
          },
          ...problemResponses(403),
          ...bodyProblems,
        },
      },
    },
    async (request, reply) => {
      const { body, query } = request
      requirePublisher(request, query)
      if (body instanceof Readable) {
        return answerProfiles(app, request, reply, { body, query, written })
      }
      if (!Buffer.isBuffer(body)) throw new Problem('unsupported-media-type')
      const order = await orderOf(app, request, query, sha256(body))
      const regions = await readRegionNames(app.database.prisma)
      const report = await importOne(app.database, documentItem(body, regions, order), order)
      return reply.type('application/json; charset=utf-8').send(report)
    },
  )
}

/** Instead of JSON bodies: documents whole, profiles as they arrive. */
function readImportBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>(documents, { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body)
  })
  app.addContentTypeParser(profiles, (_request, payload, done) => done(null, payload))
}

interface Sent {
  body: Readable
  query: z.infer<typeof ImportQuery>
}

async function answerProfiles(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  { body, query, written }: Sent & Options,
): Promise<FastifyReply> {
  // The whole body first: clients read no answer while they send, and the server gives a request 30 s to arrive.
  const { handle, hash } = await receive(body, maxProfiles)
  const close = () => handle.close()
  try {
    const order = await orderOf(app, request, query, hash)
    const failed = (err: unknown) => request.log.error({ err }, 'an import broke off')
    const items = profileItems(handle, order)
    // The answer has begun before anything is stored, so each of its lines must hold by itself.
    const lines = importAll(app.database, items, order, { stored: written, failed })
    // However the answer ends, the file does too.
    reply.raw.once('close', () => void close().catch(failed))
    return await reply
      .type(`${profiles}; charset=utf-8`)
      .send(Readable.from(lines, { highWaterMark: 1 }))
  } catch (error) {
    await close()
    throw error
  }
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest()
