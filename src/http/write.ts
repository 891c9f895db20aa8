import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Authorship } from '../authorship.ts'
import type { Db } from '../database/database.ts'
import { transactionally } from '../database/transactions.ts'
import { type Answer, answerOnce } from '../integration/idempotency/service.ts'
import { badRequest } from '../problem.ts'
import type { Written } from '../written.ts'
import { callerOf } from './caller.ts'
import { changeMessage as changeMessageField } from './editorial-answers.ts'

type Work = (tx: Db, by: Authorship) => Promise<Written>

/**
 * Answers a request that changes something: its whole effect, its audit rows and (on `POST` with an
 * `Idempotency-Key`) its answer are one transaction. `work` may run more than once, as nothing of a failed run stays.
 */
export async function write(
  request: FastifyRequest,
  reply: FastifyReply,
  work: Work,
): Promise<FastifyReply> {
  const { database } = request.server
  const by = { ...callerOf(request), message: changeMessage(request), now: new Date() }
  const makeAnswer = async (tx: Db) => answerOf(reply, await work(tx, by))
  const key = request.method === 'POST' ? idempotencyKey(request) : null
  const { status, headers, body } = await (key === null || by.keyId === null
    ? transactionally(database.prisma, makeAnswer)
    : answerOnce(
        database,
        { holder: by.keyId, route: routeOf(request), key, hash: hashOf(request), now: by.now },
        makeAnswer,
      ))
  return reply.code(status).headers(headers).send(Buffer.from(body))
}

const mediaType = 'application/json'

/** The bytes as they will be sent, through the route's own response schema. */
function answerOf(
  reply: FastifyReply,
  { status = 200, entityTag, location, body }: Written,
): Answer {
  return {
    status,
    headers: {
      'content-type': `${mediaType}; charset=utf-8`,
      ...(entityTag === undefined ? {} : { etag: entityTag }),
      ...(location === undefined ? {} : { location }),
    },
    body: Buffer.from(serialized(reply, body, status)),
  }
}

function serialized(reply: FastifyReply, body: object, status: number): string {
  const text: unknown = reply.serializeInput({ ...body }, String(status), mediaType)
  if (typeof text !== 'string') throw new Error('A response schema made no text.')
  return text
}

const routeOf = ({ method, url }: FastifyRequest): string => `${method} ${url.split('?')[0]}`

/** Of the body and of the parameters: both say what is asked for. */
const hashOf = ({ bodyHash, url }: FastifyRequest) =>
  Buffer.from(
    createHash('sha256')
      .update(bodyHash ?? '')
      .update(url.split('?')[1] ?? '')
      .digest(),
  )

/** The name that the caller gave the request; null where it has none. Throws 400 where it is malformed. */
export function idempotencyKey({ headers }: FastifyRequest): string | null {
  const key = headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw badHeader('Idempotency-Key', 'An `Idempotency-Key` is 1 to 255 visible ASCII characters.')
}

/**
 * The same for an answer that holds a secret: it is shown once and kept nowhere. Throws 400 where the request has an
 * `Idempotency-Key`, which asks for the opposite.
 */
export function writeSecret(
  request: FastifyRequest,
  reply: FastifyReply,
  work: Work,
): Promise<FastifyReply> {
  if (idempotencyKey(request) === null) return write(request, reply, work)
  throw badHeader(
    'Idempotency-Key',
    'This answer holds a secret, so it cannot be kept and repeated.',
  )
}

const maxMessageCharacters = 500

const WithMessage = z.object(changeMessageField)

/** Why somebody changes something. HTTP carries bytes, so UTF-8 arrives as if it were Latin-1. */
export function changeMessage({ headers, body }: FastifyRequest): string | null {
  const header = headers['x-change-message']
  if (header === undefined) return WithMessage.safeParse(body).data?.changeMessage ?? null
  const message = Buffer.from(String(header), 'latin1').toString('utf8').trim()
  if (message === '') return null
  if (message.length <= maxMessageCharacters && message.isWellFormed()) return message
  throw badHeader('X-Change-Message', `A message has up to ${maxMessageCharacters} characters.`)
}

const badHeader = (parameter: string, detail: string) =>
  badRequest([{ parameter, code: 'invalid-header', detail }])
