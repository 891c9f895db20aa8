import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { check } from '../../http/validation.ts'
import type { Fault } from '../../problem.ts'
import { settled } from '../drafts/settling.ts'
import type { Taking } from './document-item.ts'
import { ImportedProfile, profileContent } from './profile.ts'
import { type ItemNotice, Refusal } from './refusal.ts'
import { existingOf, type Stored, storeContent } from './storing.ts'

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

/** Stores one profile as a new revision of the community with its slug. Throws a `Refusal` or a problem. */
export async function storeProfile(
  tx: Db,
  by: Authorship,
  line: number,
  profile: ImportedProfile,
  { kind, overwrite }: Taking,
): Promise<Stored> {
  const { slug } = profile
  const existing = await existingOf(tx, slug, by, line)
  const content = await settled(tx, profileContent(existing?.content ?? null, profile, kind))
  return storeContent(tx, by, existing, content, { overwrite, line, slug })
}
