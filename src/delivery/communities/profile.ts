import type { FastifyReply, FastifyRequest } from 'fastify'
import { communityTag, regionNameTag } from '../../atlas/cache-tags.ts'
import { wantedLocales } from '../../http/locale.ts'
import { sendPublic } from '../../http/public-answer.ts'
import { withRestOfReferences } from '../cross-references/address.ts'
import type { ProfileQuery } from './schema.ts'
import { getProfile } from './service.ts'

/** Answers with a whole profile, its JSON passed on unparsed. */
export async function sendProfile(
  request: FastifyRequest,
  reply: FastifyReply,
  reference: string,
  query: ProfileQuery,
): Promise<FastifyReply> {
  const row = await getProfile(request.server.database.pool, reference, {
    locales: wantedLocales(request.headers, query),
    fallback: query.fallback !== 'none',
    bodies: query.bodyFormat ?? ['markdown'],
    crossReferences: true,
    fields: query.fields,
  })
  return sendPublic(request, reply, {
    body: withRestOfReferences(request.server.cursorSeal, row, query),
    modifiedAt: row.modifiedAt,
    tags: [communityTag(row.id), ...row.regionIds.map(regionNameTag)],
    locales: row.textLocales,
  })
}
