import { LRUCache } from 'lru-cache'
import type { Content } from '../../atlas/content.ts'
import type { Db } from '../../database/database.ts'
import { afterCommit } from '../../database/session.ts'

/** A content and the revision that it is. */
export interface RecentContent {
  draftId: string
  number: number
  createdAt: Date
  content: Content
}

const MAX_BYTES = 16 * 1024 * 1024

/** By the id and by the present slug. */
const recent = new LRUCache<string, RecentContent>({
  maxSize: MAX_BYTES,
  sizeCalculation: ({ content }) => bytesOf(content),
})

/**
 * Remembers what an edit makes, once it is stored: who edits goes on editing. A revision stays what it is, so whoever
 * finds it in the database by draft, number and time need neither send nor read its content again.
 */
export function rememberContent(tx: Db, made: RecentContent): void {
  afterCommit(tx, () => {
    freeze(made.content)
    recent.set(made.draftId, made)
    recent.set(made.content.slug, made)
  })
}

/** What was stored last under an id or slug, as far as this process knows. Others may have gone on since. */
export const findRecentContent = (reference: string): RecentContent | undefined =>
  recent.get(reference)

/** Those who share it must not change it for each other. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const inner of Object.values(value)) freeze(inner)
}

const bytesOfPart = 2000

/** About what it takes of the memory; it stands in the cache twice. */
function bytesOf({ sections, crossReferences }: Content): number {
  const bodies = sections.flatMap(({ body, translations }) => [
    body,
    ...Object.values(translations).map((text) => text.body),
  ])
  const parts = 1 + bodies.length + crossReferences.length
  return parts * bytesOfPart + bodies.reduce((bytes, body) => bytes + body.length, 0)
}
