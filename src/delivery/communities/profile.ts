import type { FastifyReply, FastifyRequest } from 'fastify'
import { communityTag, regionNameTag } from '../../atlas/cache-tags.ts'
import { wantedLocales } from '../../http/locale.ts'
import { sendPublic } from '../../http/public-answer.ts'
import { restOfReferences } from '../cross-references/address.ts'
import type { ProfileQuery } from './schema.ts'
import { getProfile } from './service.ts'

/** Answers with a whole profile, its JSON passed on unparsed. */
export async function sendProfile(
  request: FastifyRequest,
  reply: FastifyReply,
  reference: string,
  query: ProfileQuery,
): Promise<FastifyReply> {
  const { body, id, slug, modifiedAt, regionIds, textLocales, rest } = await getProfile(
    request.server.database.pool,
    reference,
    {
      locales: wantedLocales(request.headers, query),
      fallback: query.fallback !== 'none',
      bodies: query.bodyFormat ?? ['markdown'],
      crossReferences: true,
      fields: query.fields,
    },
  )
  const next = rest && restOfReferences(request.server.cursorSeal, slug, rest, query)
  return sendPublic(request, reply, {
    body: next ? `${body.slice(0, -1)},"crossReferencesNext":${JSON.stringify(next)}}` : body,
    modifiedAt,
    tags: [communityTag(id), ...regionIds.map(regionNameTag)],
    locales: textLocales,
  })
}
