import { z } from 'zod'
import { changeEntry } from '../../change-entry.ts'
import type { Queryable } from '../../database/queryable.ts'
import type { BodyFormat } from '../communities/projection.ts'
import { ask, Parameters } from '../parameters.ts'
import { jsonObject } from '../projections.ts'
import { wholeCommunity, wholeRegion } from './whole.ts'

/** Which changes to read, and how they shall look. */
export interface FeedView {
  regionIds?: readonly string[] | undefined
  kinds?: readonly string[] | undefined
  /** The forms of text in which to add what each resource is now; nothing is added where left out. */
  current?: readonly BodyFormat[] | undefined
  limit: number
}

const Row = z.object({
  horizon: z.coerce.number(),
  last: z.coerce.number(),
  seq: z.coerce.number().nullable(),
  body: z.string().nullable(),
})

export interface FeedPage {
  /** Changes up to this one may be gone. */
  horizon: number
  /** The newest change that this page could have seen. */
  last: number
  changes: { seq: number; body: string }[]
}

/** The changes after one of them in commit order, the horizon and the end of the feed, all of one moment. */
export async function listChanges(
  pool: Queryable,
  after: number,
  { regionIds, kinds, current, limit }: FeedView,
): Promise<FeedPage> {
  const parameters = new Parameters()
  const start = `GREATEST(${parameters.add(after, 'bigint')}, f.horizon)`
  const conditions = [
    ...(regionIds ? [`h.area_ids && ${parameters.add(regionIds, 'uuid[]')}`] : []),
    ...(kinds ? [`h.kind = ANY (${parameters.add(kinds, 'text[]')})`] : []),
  ]
  const fields = current ? { ...changeEntry, current: currentState(current) } : changeEntry
  const { rows } = await ask(
    pool,
    `SELECT f.horizon, f.last, n.seq, n.body FROM (
       SELECT (SELECT z.seq FROM published.feed_horizon z) AS horizon,
         COALESCE((SELECT max(m.seq) FROM published.change m), 0) AS last
     ) f LEFT JOIN LATERAL (
       SELECT h.seq, ${jsonObject(fields)}::text AS body FROM published.change h
       WHERE ${[`h.seq > ${start}`, ...conditions].join(' AND ')}
       ORDER BY h.seq LIMIT ${parameters.add(limit, 'int')}
     ) n ON true ORDER BY n.seq`,
    parameters.values,
  )
  const found = z.array(Row).parse(rows)
  const { horizon, last } = Row.parse(rows[0])
  const changes = found.flatMap(({ seq, body }) =>
    seq === null || body === null ? [] : [{ seq, body }],
  )
  return { horizon, last, changes }
}

function currentState(bodies: readonly BodyFormat[]): string {
  const { json, from } = wholeCommunity(bodies)
  return `CASE h.type WHEN 'community' THEN (SELECT ${json} FROM ${from} WHERE c.id = h.id)
    ELSE (SELECT ${wholeRegion} FROM published.region r WHERE r.id = h.id) END`
}
