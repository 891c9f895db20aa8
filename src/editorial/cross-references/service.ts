import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import type { Content, ContentReference } from '../../atlas/content.ts'
import type { Actor } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { notFound } from '../../problem.ts'
import { type Backlink, backlinksIn } from './backlinks.ts'
import * as store from './store.ts'

export const { getTargetState } = store

/** The cross-reference of a community that has this id; throws 404 where there is none. */
export function referenceIn({ crossReferences }: Content, id: string): ContentReference {
  const reference = crossReferences.find((candidate) => candidate.id === id.toLowerCase())
  if (!reference) throw notFound('cross-reference', id)
  return reference
}

/** What a community says of others, oldest first; `relations` are those wanted, all where there are none. */
export function outgoingIn(
  { crossReferences }: Content,
  relations: readonly string[] | undefined,
): ContentReference[] {
  return crossReferences
    .filter(({ relation }) => relations?.includes(relation) ?? true)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** What another community says of one. */
export interface Incoming {
  referrer: Pick<store.Referring, 'id' | 'slug' | 'title' | 'status'>
  backlink: Backlink
}

const Place = z.tuple([z.uuid(), z.string()])
type Place = z.infer<typeof Place>

export const placeOf = ({ referrer, backlink }: Incoming): Place => [referrer.id, backlink.key]

/** Contents may be long: so many are read at once. */
const draftsAtOnce = 25

/** What others within the actor's reach say of a community, by who says it, behind a place in that order. */
export async function* incomingTo(
  db: Db,
  { id }: { id: string },
  relations: readonly string[] | undefined,
  { reach }: Actor,
  after?: readonly unknown[],
): AsyncGenerator<Incoming> {
  const names = await store.listNames(db, id)
  const known = new Set(names)
  const place = after ? Place.parse(after) : null
  let start = { draftId: place?.[0] ?? '00000000-0000-0000-0000-000000000000', inclusive: true }
  for (;;) {
    const drafts = await store.listReferring(db, id, names, reach, start, draftsAtOnce)
    for (const draft of drafts) {
      // Long texts must not keep other requests waiting.
      await setImmediate()
      yield* incomingFrom(draft, known).filter(
        (incoming) =>
          (relations?.includes(incoming.backlink.relation) ?? true) && isBehind(incoming, place),
      )
    }
    const last = drafts.at(-1)
    if (!last || drafts.length < draftsAtOnce) return
    start = { draftId: last.id, inclusive: false }
  }
}

function incomingFrom(draft: store.Referring, names: ReadonlySet<string>): Incoming[] {
  const { id, slug, title, status, newest, isNewestPublished } = draft
  const published = isNewestPublished ? newest : draft.published
  const referrer = { id, slug, title, status }
  return backlinksIn(newest, published, names).map((backlink) => ({ referrer, backlink }))
}

const isBehind = ({ referrer, backlink }: Incoming, place: Place | null): boolean =>
  place === null || referrer.id !== place[0] || backlink.key > place[1]

/** The first of a source, up to so many. */
export async function firstOf<T>(source: AsyncIterable<T>, count: number): Promise<T[]> {
  const found: T[] = []
  for await (const item of source) {
    found.push(item)
    if (found.length === count) break
  }
  return found
}

export async function countOf(source: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const _item of source) count += 1
  return count
}
