import { z } from 'zod'
import { limits } from '../../atlas/limits.ts'
import type { Queryable } from '../../database/queryable.ts'
import { ask, Parameters } from '../parameters.ts'
import { communityText, jsonObject, regionReference } from '../projections.ts'

const types = ['community', 'region'] as const

export interface Typed {
  /** What was typed, folded. */
  key: string
  types: readonly (typeof types)[number][] | undefined
  locales: string[]
  limit: number
}

const Row = z.object({ body: z.string(), locale: z.string().nullable(), id: z.string() })

/** No character sorts after it. */
const LAST = '\u{10ffff}'

/** Names of one thing that begin alike must not leave others out: its aliases, and as many titles. */
const NAMES_EACH = 2 * limits.aliases

/** Names of one type that begin so themselves, or that do from a later word on. */
interface Range {
  type: (typeof types)[number]
  whole: boolean
}

/**
 * What has a name, or a word in it from which on the name reads, that begins as was typed; first what begins so itself.
 * Reads ranges of one index in its order, and no more of them than the answer needs: in a large atlas many names begin
 * like any other.
 */
export async function listSuggestions(db: Queryable, typed: Typed) {
  const parameters = new Parameters()
  // What begins so is rarer than Postgres would guess; to plan for it takes three times as long as to find it.
  const from = parameters.addUnseen(typed.key, 'text')
  const to = parameters.addUnseen(typed.key + LAST, 'text')
  const limit = parameters.addUnseen(typed.limit, 'int')
  const few = parameters.addUnseen(typed.limit * 2, 'int')
  const most = parameters.addUnseen(typed.limit * NAMES_EACH, 'int')
  const ranges = (typed.types ?? types).flatMap((type): Range[] => [
    { type, whole: true },
    { type, whole: false },
  ])
  const read = ({ type, whole }: Range, end: string) => `(
    SELECT v.*, NOT v.whole AS later FROM published.suggestion v
    WHERE v.type = '${type}' AND v.whole = ${whole} AND v.key >= ${from} AND v.key < ${to}
    ORDER BY v.key, v.community_id, v.region_id LIMIT ${end})`
  // A range that names enough, or ends there, has nothing more to give.
  const more = ({ type, whole }: Range) => `(
    SELECT CASE WHEN count(*) < ${few} OR count(DISTINCT COALESCE(f.community_id, f.region_id)) >= ${limit}
      THEN 0 ELSE ${most} END
    FROM first f WHERE f.type = '${type}' AND f.whole = ${whole})`
  const first = ranges.map((range) => read(range, few))
  const rest = ranges.map((range) => read(range, more(range)))
  const found = `WITH first AS MATERIALIZED (${first.join(' UNION ALL ')})
    SELECT *, 0 AS distance FROM (SELECT * FROM first UNION ALL ${rest.join(' UNION ALL ')}) n`
  return suggest(db, found, typed, parameters)
}

/** What has a name that is near to what was typed. */
export async function listNearSuggestions(db: Queryable, typed: Typed) {
  const parameters = new Parameters()
  const key = parameters.add(typed.key, 'text')
  const wanted = parameters.add(typed.types ?? types, 'text[]')
  const found = `SELECT v.*, false AS later, 1 - word_similarity(${key}, v.key) AS distance
    FROM published.suggestion v WHERE v.whole AND ${key} <% v.key AND v.type = ANY (${wanted})
    ORDER BY distance, v.key LIMIT ${parameters.add(typed.limit * NAMES_EACH, 'int')}`
  return suggest(db, found, typed, parameters)
}

async function suggest(
  db: Queryable,
  found: string,
  { locales, limit }: Typed,
  parameters: Parameters,
) {
  const wanted = parameters.addLocales(locales)
  const match = jsonObject({ text: 'b.label', locale: 'b.locale' })
  const community = jsonObject({
    type: `'community'`,
    id: 'c.id',
    slug: 'c.slug',
    title: 't.title',
    kind: 'c.kind',
    match,
  })
  const region = jsonObject({ ...regionReference('r', wanted), match })
  const { rows } = await ask(
    db,
    `WITH b AS (
        SELECT * FROM (
          SELECT DISTINCT ON (n.community_id, n.region_id) n.* FROM (${found}) n
          ORDER BY n.community_id, n.region_id, n.distance, n.later, n.key, n.locale = ANY (${wanted}) DESC, n.locale
        ) o ORDER BY o.distance, o.later, o.key, o.community_id, o.region_id
        LIMIT ${parameters.addUnseen(limit, 'int')}
      )
      SELECT COALESCE(p.body, q.body)::text AS body, p.locale, COALESCE(b.community_id, b.region_id)::text AS id
      FROM b
      LEFT JOIN LATERAL (SELECT ${community} AS body, t.locale FROM published.community c
        CROSS JOIN LATERAL (${communityText('c', wanted)}) t WHERE c.id = b.community_id) p ON true
      LEFT JOIN LATERAL (SELECT ${region} AS body FROM published.region r WHERE r.id = b.region_id) q ON true
      ORDER BY b.distance, b.later, b.key, b.community_id, b.region_id`,
    parameters.values,
  )
  return z.array(Row).parse(rows)
}
