import { z } from 'zod'
import type { Queryable } from '../../database/queryable.ts'
import { ask, Parameters } from '../parameters.ts'
import { communityText, jsonObject } from '../projections.ts'
import { graphEdgeJson } from './projection.ts'

const maxNodes = 500
const maxEdges = 5000

interface GraphView {
  depth: number
  relations: readonly string[] | undefined
  locales: string[]
}

/**
 * The communities that edges lead to from `id`. More than would be shown are never looked at, and an index has them in
 * order: of a hub's thousands only the first are read.
 */
const neighboursOf = (id: string, chosen: string): string => `
  (SELECT DISTINCT e.to_id AS id FROM published.edge e
   WHERE e.from_id = ${id} AND e.to_id IS NOT NULL ${chosen} ORDER BY 1 LIMIT ${maxNodes + 1})
  UNION ALL
  (SELECT DISTINCT e.from_id FROM published.edge e
   WHERE e.to_id = ${id} ${chosen} ORDER BY 1 LIMIT ${maxNodes + 1})`

/** The communities that are one step further away than those of the level before: as many as there is room for. */
const level = (depth: number, chosen: string): string => {
  const before = Array.from({ length: depth }, (_, n) => `SELECT id FROM level${n}`)
  return `level${depth} AS MATERIALIZED (
    SELECT DISTINCT n.id FROM level${depth - 1} p CROSS JOIN LATERAL (${neighboursOf('p.id', chosen)}) n
    WHERE n.id NOT IN (${before.join(' UNION ALL ')})
    ORDER BY n.id LIMIT (SELECT ${maxNodes + 1} - count(*) FROM (${before.join(' UNION ALL ')}) b)
  )`
}

/** Common table expressions that end in `node` (`id`, `depth`) and `link`, one more of each than may be shown. */
function surroundings(id: string, depth: number, chosen: string): string {
  const depths = Array.from({ length: depth }, (_, n) => n + 1)
  const all = [0, ...depths].map((n) => `SELECT id, ${n} AS depth FROM level${n}`)
  return `level0 AS (SELECT ${id} AS id), ${depths.map((n) => level(n, chosen)).join(', ')},
    node AS MATERIALIZED (
      SELECT a.*, row_number() OVER (ORDER BY a.depth, a.id) AS n FROM (${all.join(' UNION ALL ')}) a
    ), shown AS MATERIALIZED (SELECT * FROM node WHERE n <= ${maxNodes}),
    known AS MATERIALIZED (SELECT jsonb_object_agg(id, depth) AS depths FROM shown),
    link AS MATERIALIZED (
      SELECT l.*, row_number() OVER (ORDER BY l.depth, l.id) AS n FROM (
        SELECT e.id, e.relation, e.from_id, e.to_id, a.depth + (k.depths ->> e.to_id::text)::int AS depth
        FROM known k CROSS JOIN shown a JOIN published.edge e ON e.from_id = a.id
        WHERE e.to_id IS NOT NULL ${chosen} AND jsonb_exists(k.depths, e.to_id::text)
      ) l ORDER BY n LIMIT ${maxEdges + 1}
    )`
}

const Row = z.object({ body: z.string(), locales: z.array(z.string()) })

/** The surroundings of a community, breadth first, in one statement, their JSON as text. */
export async function findGraph(
  pool: Queryable,
  communityId: string,
  { depth, relations, locales }: GraphView,
) {
  const parameters = new Parameters()
  const id = parameters.add(communityId, 'uuid')
  const wanted = parameters.addLocales(locales)
  const chosen = relations ? `AND e.relation = ANY (${parameters.add(relations, 'text[]')})` : ''
  const node = {
    type: `'community'`,
    id: 'c.id',
    slug: 'c.slug',
    title: 't.title',
    kind: 'c.kind',
    depth: 's.depth',
  }
  const graph = {
    type: `'graph'`,
    id,
    depth: parameters.add(depth, 'int'),
    nodes: 'p.nodes',
    edges: `(SELECT COALESCE(json_agg(${graphEdgeJson} ORDER BY e.n), '[]') FROM link e WHERE e.n <= ${maxEdges})`,
    truncated: `(SELECT count(*) > ${maxNodes} FROM node) OR (SELECT count(*) > ${maxEdges} FROM link)`,
  }
  const { rows } = await ask(
    pool,
    `WITH ${surroundings(id, depth, chosen)}
     SELECT ${jsonObject(graph)}::text AS body, p.locales FROM (
       SELECT json_agg(${jsonObject(node)} ORDER BY s.n) AS nodes,
         array_agg(DISTINCT t.locale) AS locales
       FROM shown s JOIN published.community c ON c.id = s.id
       CROSS JOIN LATERAL (${communityText('c', wanted)}) t
     ) p`,
    parameters.values,
  )
  return Row.parse(rows[0])
}
