import type { FastifyReply, FastifyRequest } from 'fastify'
import { wantedLocales } from '../../http/locale.ts'
import type { Fault } from '../../problem.ts'
import { withRestOfReferences } from '../cross-references/address.ts'
import { sendList } from '../list-answer.ts'
import type { CommunitiesQuery } from './schema.ts'
import { readFilter } from './service.ts'
import { countCommunities, countCommunityFacets, listCommunities } from './store.ts'

interface Regions {
  ids: string[]
  faults: Fault[]
  /** The region that the list is of. */
  of?: string
}

/** Answers with a page of the communities that a query selects, in these regions where any are given. */
export function sendCommunities(
  request: FastifyRequest,
  reply: FastifyReply,
  query: Omit<CommunitiesQuery, 'region'>,
  findRegions: () => Promise<Regions | undefined>,
): Promise<FastifyReply> {
  const { pool } = request.server.database
  const { sort, include = [], fields, facets } = query
  const view = {
    locales: wantedLocales(request.headers, query),
    fallback: true,
    bodies: include.includes('sections') ? (query.bodyFormat ?? ['markdown' as const]) : [],
    crossReferences: include.includes('crossReferences'),
    fields,
  }
  return sendList(request, reply, query, async () => {
    const regions = await findRegions()
    const filter = readFilter(query, regions)
    return {
      rows: async (page) => {
        const rows = await listCommunities(pool, { ...view, ...page, filter, sort })
        return rows.map((row) => ({
          body: withRestOfReferences(request.server.cursorSeal, row, query),
          place: [row.key, row.id],
          locale: row.locale,
        }))
      },
      count: () => countCommunities(pool, filter),
      besides: async () =>
        facets ? { facets: await countCommunityFacets(pool, filter, facets, view.locales) } : {},
      ...(regions?.of === undefined ? {} : { of: regions.of }),
    }
  })
}
