import { z } from 'zod'
import { symmetricRelations } from '../../atlas/vocabularies/relations.ts'
import type { Pool } from '../../database/database.ts'
import { Parameters, whereOf } from '../parameters.ts'
import { edgeJson, edgesOf, referenceOrder, referenceText } from './projection.ts'

const Row = z.object({ body: z.string(), place: z.array(z.union([z.string(), z.number()])) })

export interface ReferenceFilter {
  directions?: readonly string[] | undefined
  relations?: readonly string[] | undefined
}

interface Page {
  locales: string[]
  after?: readonly unknown[] | undefined
  limit: number
}

/** One page of a community's cross-references, read from its end, and one row beyond it where there is more. */
export async function listReferences(
  pool: Pool,
  communityId: string,
  filter: ReferenceFilter,
  { locales, after, limit }: Page,
) {
  const parameters = new Parameters()
  const wanted = parameters.addLocales(locales)
  const conditions = referenceConditions(filter, parameters)
  if (after) {
    const [rank, position, id] = after
    conditions.push(`(${referenceOrder}) > (${parameters.add(rank, 'int')},
      ${parameters.add(position, 'int')}, ${parameters.add(id, 'uuid')})`)
  }
  const { rows } = await pool.query(
    `SELECT ${referenceText(wanted)} AS body, json_build_array(${referenceOrder}) AS place
     FROM published.community c CROSS JOIN LATERAL (${edgesOf('c')}) v
     ${whereOf([`c.id = ${parameters.add(communityId, 'uuid')}`, ...conditions])}
     ORDER BY ${referenceOrder} LIMIT ${parameters.add(limit + 1, 'int')}`,
    parameters.values,
  )
  return z.array(Row).parse(rows)
}

function referenceConditions(
  { directions, relations }: ReferenceFilter,
  parameters: Parameters,
): string[] {
  const conditions: string[] = []
  if (relations) conditions.push(`v.relation = ANY (${parameters.add(relations, 'text[]')})`)
  if (directions) {
    const ranks = directions.map((direction) => (direction === 'outgoing' ? 0 : 1))
    conditions.push(`v.rank = ANY (${parameters.add(ranks, 'int[]')})`)
  }
  return conditions
}

export async function countReferences(
  pool: Pool,
  communityId: string,
  filter: ReferenceFilter,
): Promise<number> {
  const parameters = new Parameters()
  const conditions = [
    `c.id = ${parameters.add(communityId, 'uuid')}`,
    ...referenceConditions(filter, parameters),
  ]
  const { rows } = await pool.query(
    `SELECT count(*)::int AS total FROM published.community c
     CROSS JOIN LATERAL (${edgesOf('c')}) v ${whereOf(conditions)}`,
    parameters.values,
  )
  return Total.parse(rows[0]).total
}

const Total = z.object({ total: z.number() })

export interface EdgeFilter {
  fromId?: string | undefined
  toId?: string | undefined
  relations?: readonly string[] | undefined
}

function edgeConditions({ fromId, toId, relations }: EdgeFilter, parameters: Parameters): string[] {
  const conditions: string[] = []
  // The ends of a symmetric relation have no order: either may be the one that is asked for.
  const either = (id: string, near: string, far: string) =>
    `(e.${near} = ${parameters.add(id, 'uuid')} OR (e.${far} = ${parameters.add(id, 'uuid')}
      AND e.relation = ANY (${parameters.add(symmetricRelations, 'text[]')})))`
  if (fromId) conditions.push(either(fromId, 'from_id', 'to_id'))
  if (toId) conditions.push(either(toId, 'to_id', 'from_id'))
  if (relations) conditions.push(`e.relation = ANY (${parameters.add(relations, 'text[]')})`)
  return conditions
}

/** One page of the edges of the whole graph in their canonical direction, and one row beyond it where there is more. */
export async function listEdges(pool: Pool, filter: EdgeFilter, { locales, after, limit }: Page) {
  const parameters = new Parameters()
  const wanted = parameters.addLocales(locales)
  const conditions = edgeConditions(filter, parameters)
  if (after) conditions.push(`e.id > ${parameters.add(after[0], 'uuid')}`)
  const { rows } = await pool.query(
    `SELECT ${edgeJson(wanted)}::text AS body, json_build_array(e.id) AS place
     FROM published.edge e ${whereOf(conditions)}
     ORDER BY e.id LIMIT ${parameters.add(limit + 1, 'int')}`,
    parameters.values,
  )
  return z.array(Row).parse(rows)
}

export async function countEdges(pool: Pool, filter: EdgeFilter): Promise<number> {
  const parameters = new Parameters()
  const conditions = edgeConditions(filter, parameters)
  const { rows } = await pool.query(
    `SELECT count(*)::int AS total FROM published.edge e ${whereOf(conditions)}`,
    parameters.values,
  )
  return Total.parse(rows[0]).total
}
