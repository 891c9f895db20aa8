import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Flag, wholeNumber } from './query.ts'

/** The parameters of every list. */
export const pageParameters = {
  limit: wholeNumber(z.int().min(1).max(100).default(20)).meta({
    description: 'How many to answer with at most.',
  }),
  cursor: z.string().min(1).max(2000).optional().meta({
    description: 'Where to go on: `page.next` of the page before, with the same filters and sort.',
  }),
  total: Flag.optional().meta({ description: '`true`: count all that match into `page.total`.' }),
}

/** The wire shape of a page of a list. */
export function listOf<T extends z.ZodType, const Id extends string>(item: T, id: Id) {
  return z
    .object({
      data: z.array(item),
      page: z.object({
        limit: z.int(),
        next: z
          .string()
          .nullable()
          .meta({ description: 'The cursor of the next page; null on the last.' }),
        total: z.int().optional().meta({ description: 'With `total=true`: how many match.' }),
      }),
    })
    .meta({ id })
}

/** The address of the next page, as a reference relative to this server: the same query with another cursor. */
export function nextLink(request: FastifyRequest, next: string): string {
  const url = new URL(request.url, 'http://localhost')
  url.searchParams.set('cursor', next)
  return `<${url.pathname}${url.search}>; rel="next"`
}
