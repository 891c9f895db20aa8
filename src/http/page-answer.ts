import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { negotiate } from './accept.ts'
import { htmlPage, pagePolicy } from './html.ts'
import { sendPublic } from './public-answer.ts'

interface Page {
  /** For programs. */
  json: object
  title: string
  /** For people: the body of the page, as HTML. */
  html: string
}

/** Programs come first: a client that takes anything gets JSON. Browsers ask for HTML by name. */
const offered = ['application/json', 'text/html']

/** Answers browsers with a page and programs with JSON. */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { json, title, html }: Page,
) {
  if (negotiate(request, offered) === 'application/json') {
    return sendPublic(request, reply, { body: JSON.stringify(json), tags: [] })
  }
  reply.header('Content-Security-Policy', pagePolicy)
  const mediaType = 'text/html; charset=utf-8'
  return sendPublic(request, reply, { body: htmlPage(title, html), mediaType, tags: [] })
}

/** The responses of a route that answers so. */
export const pageResponses = (schema: z.ZodType, description: string) => ({
  200: {
    description,
    headers: {
      ETag: { type: 'string', required: true, description: 'Strong validator of these bytes.' },
    },
    content: { 'application/json': { schema }, 'text/html': { schema: z.string() } },
  },
  304: z.undefined().describe('The copy that the client has is still good.'),
})
