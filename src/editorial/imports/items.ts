import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { z } from 'zod'
import { parseDocument, type RegionNames } from '../../atlas/document/document.ts'
import { limits } from '../../atlas/limits.ts'
import { documentProposal } from './document-item.ts'
import type { Item, Taking } from './item.ts'
import { type Line, linesOf } from './lines.ts'
import { profileProposal, readProfile } from './profile-item.ts'
import { Refusal, reasonsAt } from './refusal.ts'

/** The one item of an import of a document. */
export function documentItem(bytes: Uint8Array, regions: RegionNames, { kind }: Taking): Item {
  const parsed = parseDocument(bytes, regions)
  const { warnings } = parsed
  const base = { position: 1, hash: sha256(bytes), bytes: bytes.length, warnings }
  if (!parsed.ok) return { ...base, slug: null, error: new Refusal(parsed.errors) }
  const { document } = parsed
  const proposal = documentProposal(document, kind)
  return { ...base, slug: document.slug, proposal }
}

/** The items of an import of profiles, read one at a time. */
export async function* profileItems(handle: FileHandle, taking: Taking): AsyncGenerator<Item> {
  for await (const line of linesOf(handle, limits.documentBytes)) yield profileItem(line, taking)
}

function profileItem({ number: position, bytes }: Line, { kind }: Taking): Item {
  const hash = sha256(bytes ?? Buffer.alloc(0))
  const base = { position, hash, bytes: bytes?.length ?? 0, warnings: [] }
  try {
    if (!bytes) throw tooLong(position)
    const profile = readProfile(position, bytes)
    const proposal = profileProposal(position, profile, kind)
    return { ...base, slug: profile.slug, proposal }
  } catch (error) {
    if (!reasonsAt(position, error)) throw error
    return { ...base, slug: slugIn(bytes), error }
  }
}

const tooLong = (line: number) =>
  new Refusal([
    { line, code: 'too-big', message: `The line is longer than ${limits.documentBytes} bytes.` },
  ])

const WithSlug = z.object({ slug: z.string().max(limits.slugCharacters) })

/** By which the sender knows an item that is refused. */
function slugIn(bytes: Uint8Array | null): string | null {
  try {
    return WithSlug.parse(JSON.parse(new TextDecoder().decode(bytes ?? undefined))).slug
  } catch {
    // What cannot be read has none; its position has to do.
    return null
  }
}

const sha256 = (bytes: Uint8Array) => Buffer.from(createHash('sha256').update(bytes).digest())
