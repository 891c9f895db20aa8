import { LRUCache } from 'lru-cache'
import { bodiesOf, type Content } from '../../atlas/content.ts'
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

/** By draft. */
const recent = new LRUCache<string, RecentContent>({
  maxSize: MAX_BYTES,
  sizeCalculation: ({ content }) => bytesOf(content),
})

/** The drafts by the slugs under which they were stored. */
const draftIds = new LRUCache<string, string>({ max: 5000 })

/**
 * Remembers what an edit makes, once it is stored: who edits goes on editing. A revision stays what it is, so whoever
 * finds it in the database by draft, number and time need neither send nor read its content again.
 */
export function rememberContent(tx: Db, made: RecentContent): void {
  afterCommit(tx, () => {
    freeze(made.content)
    recent.set(made.draftId, made)
    draftIds.set(made.content.slug, made.draftId)
  })
}

/** What was stored last under an id or slug, as far as this process knows. Others may have gone on since. */
export const findRecentContent = (reference: string): RecentContent | undefined =>
  recent.get(draftIds.get(reference) ?? reference)

/** Those who share it must not change it for each other. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const inner of Object.values(value)) freeze(inner)
}

/** Of what a section, a cross-reference or an image has beside bodies, with its address. */
const bytesOfPart = 3000

/** About what it takes of the memory, rather more than less. */
function bytesOf({ sections, crossReferences, images }: Content): number {
  const bodies = sections.flatMap(bodiesOf)
  const pictures = sections.reduce((sum, section) => sum + section.images.length, images.length)
  const parts = 1 + bodies.length + crossReferences.length + pictures
  return parts * bytesOfPart + bodies.reduce((bytes, body) => bytes + 2 * body.length, 0)
}
