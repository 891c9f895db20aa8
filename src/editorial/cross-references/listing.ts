import type { Actor } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { type DraftRow, getContent } from '../drafts/service.ts'
import { incomingBody, outgoingBody } from './representation.ts'
import { countOf, firstOf, incomingTo, outgoingIn, placeOf } from './service.ts'

interface Wanted {
  direction: 'outgoing' | 'incoming'
  relation?: string[] | undefined
}

interface Row {
  place: readonly unknown[]
  body: object
}

/** Where the rows of a list of cross-references come from, one way or the other. */
export const referenceSource = (
  db: Db,
  draft: DraftRow,
  by: Actor,
  { direction, relation }: Wanted,
) => ({
  ...(direction === 'outgoing'
    ? outgoingSource(db, draft, relation)
    : incomingSource(db, draft, by, relation)),
  placeOf: ({ place }: Row) => place,
})

function outgoingSource(db: Db, draft: DraftRow, relation: string[] | undefined) {
  const wanted = async () => outgoingIn(await getContent(db, draft, draft.revision), relation)
  return {
    rows: async (after: readonly unknown[] | undefined, limit: number): Promise<Row[]> =>
      (await wanted())
        .filter(({ id }) => after === undefined || id > String(after[0]))
        .slice(0, limit + 1)
        .map((reference) => ({ place: [reference.id], body: outgoingBody(draft, reference) })),
    count: async () => (await wanted()).length,
  }
}

function incomingSource(db: Db, draft: DraftRow, by: Actor, relation: string[] | undefined) {
  const from = (after?: readonly unknown[]) => incomingTo(db, draft, relation, by, after)
  return {
    rows: async (after: readonly unknown[] | undefined, limit: number): Promise<Row[]> =>
      (await firstOf(from(after), limit + 1)).map((incoming) => ({
        place: placeOf(incoming),
        body: incomingBody(incoming),
      })),
    count: () => countOf(from()),
  }
}
