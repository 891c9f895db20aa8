import { z } from 'zod'
import type { Queryable } from '../../database/queryable.ts'
import { ask, Parameters } from '../parameters.ts'
import { communityReference, communityText, jsonObject, regionReference } from '../projections.ts'
import { inverseOf, labelOf } from '../relations.ts'
import { ranking } from './ranking.ts'
import { relationWeights } from './weights.ts'

const Row = z.object({
  body: z.string(),
  regionIds: z.array(z.string()),
  locale: z.string(),
})

/** A relation read along a step: as it is stored, or from its other end. */
const readAlong = (relation: string, forward: string): string =>
  `CASE WHEN ${forward} THEN ${relation} ELSE ${inverseOf(relation)} END`

const step = (relation: string, forward: string) => {
  const read = readAlong(relation, forward)
  return { relation: read, label: labelOf(read) }
}

/** The cross-reference that a reason `r` stands for; where sections have some of their own too, the first made. */
const linkId = (id: string): string => `(SELECT e.id FROM published.edge e
  WHERE e.from_id = CASE WHEN r.forward THEN ${id} ELSE r.id END
    AND e.to_id = CASE WHEN r.forward THEN r.id ELSE ${id} END AND e.relation = r.relation
  ORDER BY e.id LIMIT 1)`

/** A row `r` of `reason` as JSON. */
const reasonJson = (id: string, locales: string): string => {
  const common = { kind: 'r.kind', weight: 'r.weight' }
  const first = step('r.relation', 'r.forward')
  const second = step('r.far_relation', 'r.far_forward')
  return `CASE r.kind
    WHEN 'cross_reference' THEN ${jsonObject({ ...common, id: linkId(id), ...first })}
    WHEN 'path' THEN ${jsonObject({
      ...common,
      via: `(SELECT ${communityReference('v', locales)} FROM published.community v WHERE v.id = r.via)`,
      steps: `json_build_array(${jsonObject(first)}, ${jsonObject(second)})`,
    })}
    WHEN 'shared_region' THEN ${jsonObject({
      ...common,
      region: `(SELECT ${jsonObject(regionReference('g', locales))} FROM published.region g WHERE g.id = r.region_id)`,
    })}
    ELSE ${jsonObject({ ...common, tag: 'r.tag' })} END`
}

/** The nearest neighbours of a community, best first, each with its reasons, heaviest first. */
export async function listRelated(
  pool: Queryable,
  communityId: string,
  view: { locales: string[]; limit: number },
) {
  const parameters = new Parameters()
  const id = parameters.add(communityId, 'uuid')
  const locales = parameters.addLocales(view.locales)
  const limit = parameters.add(view.limit, 'int')
  const weights = parameters.add(relationWeights, 'jsonb')
  const neighbour = {
    type: `'community'`,
    id: 'c.id',
    slug: 'c.slug',
    title: 't.title',
    kind: 'c.kind',
    tagline: 't.tagline',
    score: 'k.score',
    reasons: 'w.items',
  }
  const { rows } = await ask(
    pool,
    `WITH ${ranking({ id, weights, limit })}
     SELECT ${jsonObject(neighbour)}::text AS body, w."regionIds", t.locale
     FROM ranked k JOIN published.community c ON c.id = k.id
     CROSS JOIN LATERAL (${communityText('c', locales)}) t
     CROSS JOIN LATERAL (
       SELECT json_agg(${reasonJson(id, locales)}
           ORDER BY r.weight DESC, r.kind COLLATE "C", r.relation COLLATE "C", r.forward, r.via, r.region_id, r.tag COLLATE "C") AS items,
         array_remove(array_agg(r.region_id::text), NULL) AS "regionIds"
       FROM reason r WHERE r.id = k.id
     ) w
     ORDER BY k.score DESC, k.id`,
    parameters.values,
  )
  return z.array(Row).parse(rows)
}
