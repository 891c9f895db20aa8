import { z } from 'zod'
import { canonicalRelationValues } from '../../../atlas/vocabularies/relations.ts'
import type { Queryable } from '../../../database/queryable.ts'
import { ask, Parameters } from '../../parameters.ts'
import { communityReference, communityText, jsonObject } from '../../projections.ts'
import { graphEdgeJson } from '../projection.ts'

const Neighbour = z.object({ id: z.string(), by: z.string() })
type Neighbour = z.infer<typeof Neighbour>

/** The communities one edge away from any of these, by id, each with the first of these that it is reached from. */
export async function listNeighbours(db: Queryable, ids: readonly string[]): Promise<Neighbour[]> {
  const { rows } = await ask(
    db,
    `SELECT n.id::text, min(p.id::text) AS by FROM unnest($1::uuid[]) AS p(id) CROSS JOIN LATERAL (
       SELECT e.to_id AS id FROM published.edge e WHERE e.from_id = p.id AND e.to_id IS NOT NULL
       UNION ALL
       SELECT e.from_id FROM published.edge e WHERE e.to_id = p.id
     ) n GROUP BY n.id ORDER BY n.id`,
    [ids],
  )
  return z.array(Neighbour).parse(rows)
}

const PathRow = z.object({ body: z.string(), locales: z.array(z.string()) })

/** A way through these communities as JSON text; null stands for none. */
export async function describePath(
  db: Queryable,
  ends: { fromId: string; toId: string },
  way: readonly string[] | null,
  locales: string[],
) {
  const parameters = new Parameters()
  const nodes = parameters.add(way ?? [], 'uuid[]')
  const wanted = parameters.addLocales(locales)
  const order = parameters.add(canonicalRelationValues, 'text[]')
  const named = (id: string) =>
    `(SELECT ${communityReference('c', wanted)} FROM published.community c WHERE c.id = ${id})`
  const path = {
    type: `'path'`,
    from: named(parameters.add(ends.fromId, 'uuid')),
    to: named(parameters.add(ends.toId, 'uuid')),
    found: parameters.add(way !== null, 'boolean'),
    hops: parameters.add(way && way.length - 1, 'int'),
    nodes: `(SELECT COALESCE(json_agg(${communityReference('c', wanted)} ORDER BY w.n), '[]')
      FROM unnest(${nodes}) WITH ORDINALITY AS w(id, n) JOIN published.community c ON c.id = w.id)`,
    edges: `(SELECT COALESCE(json_agg(${graphEdgeJson} ORDER BY w.n), '[]')
      FROM generate_series(1, cardinality(${nodes}) - 1) AS w(n) CROSS JOIN LATERAL (
        SELECT e.* FROM published.edge e
        WHERE (e.from_id = (${nodes})[w.n] AND e.to_id = (${nodes})[w.n + 1])
          OR (e.from_id = (${nodes})[w.n + 1] AND e.to_id = (${nodes})[w.n])
        ORDER BY array_position(${order}, e.relation), e.id LIMIT 1
      ) e)`,
  }
  const shown = parameters.add([ends.fromId, ends.toId, ...(way ?? [])], 'uuid[]')
  const { rows } = await ask(
    db,
    `SELECT ${jsonObject(path)}::text AS body, ARRAY(
       SELECT DISTINCT t.locale FROM published.community c
       CROSS JOIN LATERAL (${communityText('c', wanted)}) t WHERE c.id = ANY (${shown}) ORDER BY 1
     ) AS locales`,
    parameters.values,
  )
  return PathRow.parse(rows[0])
}
