import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { z } from 'zod'
import { parseDocument, type RegionNames } from '../../atlas/document/document.ts'
import { limits } from '../../atlas/limits.ts'
import { storeDocument, type Taking } from './document-item.ts'
import type { Item } from './item.ts'
import { type Line, linesOf } from './lines.ts'
import { readProfile, storeProfile } from './profile-item.ts'
import { Refusal, reasonsAt } from './refusal.ts'

/** The one item of an import of a document. */
export function documentItem(bytes: Uint8Array, regions: RegionNames, taking: Taking): Item {
  const parsed = parseDocument(bytes, regions)
  const { warnings } = parsed
  const base = { position: 1, hash: sha256(bytes), warnings }
  if (!parsed.ok) return { ...base, slug: null, store: refusing(new Refusal(parsed.errors)) }
  const { document } = parsed
  return {
    ...base,
    slug: document.slug,
    store: (tx, by) => storeDocument(tx, by, document, taking),
  }
}

/** The items of an import of profiles, read one at a time. */
export async function* profileItems(handle: FileHandle, taking: Taking): AsyncGenerator<Item> {
  for await (const line of linesOf(handle, limits.documentBytes)) yield profileItem(line, taking)
}

function profileItem({ number: position, bytes }: Line, taking: Taking): Item {
  const base = { position, hash: sha256(bytes ?? Buffer.alloc(0)), warnings: [] }
  try {
    if (!bytes) throw tooLong(position)
    const profile = readProfile(position, bytes)
    const { slug } = profile
    return { ...base, slug, store: (tx, by) => storeProfile(tx, by, position, profile, taking) }
  } catch (error) {
    if (!reasonsAt(position, error)) throw error
    return { ...base, slug: slugIn(bytes), store: refusing(error) }
  }
}

const tooLong = (line: number) =>
  new Refusal([
    { line, code: 'too-big', message: `The line is longer than ${limits.documentBytes} bytes.` },
  ])

const refusing = (error: unknown) => () => Promise.reject(error)

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
