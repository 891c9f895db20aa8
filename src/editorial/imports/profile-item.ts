import type { CommunityKind } from '../../atlas/vocabularies/community-kinds.ts'
import { check } from '../../http/validation.ts'
import type { Fault } from '../../problem.ts'
import { settledIn } from '../drafts/settling.ts'
import { ImportedProfile, profileContent } from './profile.ts'
import type { Proposal } from './proposal.ts'
import { type ItemNotice, Refusal } from './refusal.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Reads a line of an import. Throws a `Refusal` with all that is wrong with it. */
export function readProfile(line: number, bytes: Uint8Array): ImportedProfile {
  const value = readJson(line, bytes)
  const parsed = ImportedProfile.safeParse(value)
  if (parsed.success) return parsed.data
  const checked = check(ImportedProfile, 'body', value)
  const faults = 'faults' in checked ? checked.faults : []
  throw new Refusal(faults.map((fault) => noticeOf(line, fault)))
}

const noticeOf = (line: number, { pointer = '', code, detail }: Fault): ItemNotice => ({
  ...{ line, pointer, code, message: detail },
})

function readJson(line: number, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes))
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new Refusal([{ line, code: 'malformed-json', message: error.message.slice(0, 300) }])
    }
    throw new Refusal([{ line, code: 'not-utf8', message: 'The line is not UTF-8.' }])
  }
}

/** What a profile says of the community with its slug. */
export const profileProposal = (
  line: number,
  profile: ImportedProfile,
  kind: CommunityKind | null,
): Proposal => ({
  slug: profile.slug,
  line,
  regions: (profile.regions ?? []).map(({ region }) => region),
  texts: textsOf(profile),
  contentAfter: (existing, regions) => settledIn(regions, profileContent(existing, profile, kind)),
})

const textsOf = ({ defaultLocale, sections }: ImportedProfile): Proposal['texts'] =>
  (sections ?? []).flatMap(({ body, translations }) => [
    { locale: defaultLocale ?? 'en', body: body ?? '' },
    ...Object.entries(translations ?? {}).map(([locale, text]) => ({
      ...{ locale, body: text?.body ?? '' },
    })),
  ])
