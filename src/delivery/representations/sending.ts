import type { FastifyReply, FastifyRequest } from 'fastify'
import { articleFragment } from '../../atlas/article/article.ts'
import { sectionFragment } from '../../atlas/article/section.ts'
import { communityTag, regionNameTag, regionsTag } from '../../atlas/cache-tags.ts'
import { readableMarkdownSection } from '../../atlas/document/markdown-writer.ts'
import { readablePlainSection } from '../../atlas/document/plain-writer.ts'
import { linkedProfile } from '../../atlas/linked-data/profile.ts'
import { type LinkedAddresses, linkedSection } from '../../atlas/linked-data/section.ts'
import { markdownOf, plainTextOf } from '../../atlas/published/documents.ts'
import type { PublishedProfile, SoleSection } from '../../atlas/published/profile.ts'
import type { Config } from '../../config.ts'
import { wantedLocales } from '../../http/locale.ts'
import { badRequest } from '../../problem.ts'
import { answer } from '../cache/answering.ts'
import { withRestOfReferences } from '../cross-references/address.ts'
import { contextPath } from './context.ts'
import type { OtherForm } from './forms.ts'
import { getProfileRow, getSectionRow, readProfile } from './service.ts'

interface FormQuery {
  locale?: string | undefined
  fallback?: 'none' | undefined
  fields?: unknown
  bodyFormat?: unknown
}

/** Answers with a profile in another form than JSON, written from the published state. */
export function sendProfileAs(
  form: OtherForm,
  request: FastifyRequest,
  reply: FastifyReply,
  reference: string,
  query: FormQuery,
): Promise<FastifyReply> {
  const { config, database, cursorSeal } = request.server
  refuseJsonParameters(form, query)
  return answer(request, reply, async () => {
    const row = await getProfileRow(database.pool, reference, viewOf(form, request, query))
    const addresses = addressesOf(config)
    const profile = readProfile(withRestOfReferences(cursorSeal, row, query))
    const isDocument = form === 'text/markdown' || form === 'text/plain'
    const locales = [profile.locale, ...profile.sections.map(({ locale }) => locale)]
    return {
      body: profileWriters[form](withAddressOfRest(profile, config), addresses),
      mediaType: contentTypes[form],
      modifiedAt: row.modifiedAt,
      tags: [
        communityTag(row.id),
        ...row.regionIds.map(regionNameTag),
        // Whether a name means one region only depends on all the others.
        ...(form === 'text/plain' ? [regionsTag] : []),
      ],
      locales: isDocument ? [profile.locale] : [...new Set(locales)],
    }
  })
}

/** Answers with a section in another form than JSON. */
export function sendSectionAs(
  form: OtherForm,
  request: FastifyRequest,
  reply: FastifyReply,
  { community, section }: { community: string; section: string },
  query: FormQuery,
): Promise<FastifyReply> {
  const { config, database } = request.server
  refuseJsonParameters(form, query)
  return answer(request, reply, async () => {
    const view = viewOf(form, request, query)
    const row = await getSectionRow(database.pool, community, section, view)
    return {
      body: sectionWriters[form](row.section, addressesOf(config)),
      mediaType: contentTypes[form],
      modifiedAt: row.modifiedAt,
      tags: [communityTag(row.communityId)],
      locales: [row.section.locale],
    }
  })
}

const profileWriters: Record<
  OtherForm,
  (profile: PublishedProfile, addresses: LinkedAddresses) => string
> = {
  'application/ld+json': (profile, addresses) => JSON.stringify(linkedProfile(profile, addresses)),
  'text/markdown': markdownOf,
  'text/html': (profile, { siteUrl }) => articleFragment(profile, siteUrl),
  'text/plain': plainTextOf,
}

const sectionWriters: Record<
  OtherForm,
  (section: SoleSection, addresses: LinkedAddresses) => string
> = {
  'application/ld+json': (section, addresses) => JSON.stringify(linkedSection(section, addresses)),
  'text/markdown': (section) => `${readableMarkdownSection(section)}\n`,
  'text/html': (section) => `${sectionFragment(section)}\n`,
  'text/plain': (section) => `${readablePlainSection(section)}\n`,
}

const contentTypes: Record<OtherForm, string> = {
  'application/ld+json': 'application/ld+json',
  'text/markdown': 'text/markdown; charset=utf-8',
  'text/html': 'text/html; charset=utf-8',
  'text/plain': 'text/plain; charset=utf-8',
}

/** Refuses what chooses parts of the JSON. */
function refuseJsonParameters(form: OtherForm, query: FormQuery): void {
  const faults = (['fields', 'bodyFormat'] as const)
    .filter((parameter) => query[parameter] !== undefined)
    .map((parameter) => ({
      parameter,
      code: 'json-only',
      detail: `“${parameter}” chooses among the fields of JSON; ${form} has none.`,
    }))
  if (faults.length > 0) throw badRequest(faults)
}

const viewOf = (form: OtherForm, { headers }: FastifyRequest, query: FormQuery) => ({
  form,
  locales: wantedLocales(headers, query),
  fallback: query.fallback !== 'none',
})

const publicUrlOf = ({ PUBLIC_URL = '' }: Config): string => PUBLIC_URL.replace(/\/+$/, '')

const addressesOf = (config: Config): LinkedAddresses => ({
  siteUrl: config.SITE_URL,
  contextUrl: publicUrlOf(config) + contextPath,
})

/** Away from this server, an address of it is of use only where it is whole. */
function withAddressOfRest(profile: PublishedProfile, config: Config): PublishedProfile {
  const { crossReferencesNext: next } = profile
  if (next === undefined) return profile
  return { ...profile, crossReferencesNext: publicUrlOf(config) + next }
}
