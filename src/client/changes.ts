import type { Change, ChangePage, ListChangesData } from './generated/types.gen.ts'
import { AtlasProblem } from './problem.ts'

/** A page of the feed, which may be empty. */
export interface FeedPage {
  changes: Change[]
  /** From where to go on once all of them are stored. */
  cursor: string
}

/** A change, and from where to go on once it and those before it are stored; nothing where that is the beginning. */
export type FollowedChange = Change & { cursor: string | undefined }

export type ChangesQuery = NonNullable<ListChangesData['query']>

/** The feed does not reach back to the cursor: begin again with a whole dump. */
export class CursorExpired extends AtlasProblem {
  override name = 'CursorExpired'
  /** The path of the dump, whose last line has the cursor from which to go on. */
  readonly startAgainAt = '/v1/export'
}

/** The feed page by page: for ever with `wait`, else until nothing is new. */
export async function* followPages(
  ask: (query: ChangesQuery) => Promise<ChangePage>,
  query: ChangesQuery,
): AsyncGenerator<FeedPage, void, undefined> {
  let { cursor } = query
  for (;;) {
    const { data, page } = await orExpired(ask(cursor === undefined ? query : { ...query, cursor }))
    cursor = page.next
    yield { changes: data, cursor }
    if (data.length === 0 && !query.wait) return
  }
}

/** The feed change by change. */
export async function* followChanges(
  pages: AsyncIterable<FeedPage>,
  from: string | undefined,
): AsyncGenerator<FollowedChange, void, undefined> {
  let before = from
  for await (const { changes, cursor } of pages) {
    for (const [index, change] of changes.entries()) {
      yield { ...change, cursor: index === changes.length - 1 ? cursor : before }
    }
    before = cursor
  }
}

async function orExpired(page: Promise<ChangePage>): Promise<ChangePage> {
  try {
    return await page
  } catch (error) {
    if (!(error instanceof AtlasProblem && error.is('cursor-expired'))) throw error
    throw new CursorExpired(error.response, error)
  }
}
