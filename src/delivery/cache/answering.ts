import type { FastifyReply, FastifyRequest } from 'fastify'
import { type PublicAnswer, sendPublic } from '../../http/public-answer.ts'

/** Answers a public read with what `load` makes of the published state. */
export async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  load: () => Promise<PublicAnswer>,
): Promise<FastifyReply> {
  return sendPublic(request, reply, await load())
}
