import type { FastifyReply, FastifyRequest } from 'fastify'
import { communityTag, regionNameTag } from '../../atlas/cache-tags.ts'
import type { Queryable } from '../../database/queryable.ts'
import { wantedLocales } from '../../http/locale.ts'
import { notFound } from '../../problem.ts'
import { answer } from '../cache/answering.ts'
import { withRestOfReferences } from '../cross-references/address.ts'
import { isOtherForm } from '../representations/forms.ts'
import { sendProfileAs } from '../representations/sending.ts'
import type { ProfileQuery } from './schema.ts'
import { getProfile } from './service.ts'
import { findProfile, type ProfileView } from './store.ts'

/** Answers with a whole profile in the form that was negotiated; its JSON is passed on unparsed. */
export function sendProfile(
  request: FastifyRequest,
  reply: FastifyReply,
  reference: string,
  query: ProfileQuery,
): Promise<FastifyReply> {
  const { acceptedType } = request
  if (isOtherForm(acceptedType)) {
    return sendProfileAs(acceptedType, request, reply, reference, query)
  }
  return answer(request, reply, async () => {
    const row = await getProfile(request.server.database.pool, reference, viewOf(request, query))
    return {
      body: withRestOfReferences(request.server.cursorSeal, row, query),
      modifiedAt: row.modifiedAt,
      tags: [communityTag(row.id), ...row.regionIds.map(regionNameTag)],
      locales: row.textLocales,
    }
  })
}

/** The JSON of a profile as an open transaction sees it; throws 404 where it has no text in a wanted locale. */
export async function renderProfile(
  request: FastifyRequest,
  transaction: Queryable,
  id: string,
  query: ProfileQuery,
): Promise<string> {
  const row = await findProfile(transaction, { id }, viewOf(request, query))
  if (!row) throw notFound('community in the wanted locale', id)
  return withRestOfReferences(request.server.cursorSeal, row, query)
}

const viewOf = ({ headers }: FastifyRequest, query: ProfileQuery): ProfileView => ({
  locales: wantedLocales(headers, query),
  fallback: query.fallback !== 'none',
  bodies: query.bodyFormat ?? ['markdown'],
  crossReferences: true,
  fields: query.fields,
})
