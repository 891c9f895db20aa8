import { z } from 'zod'
import { communityKindValues } from '../../atlas/vocabularies/community-kinds.ts'
import {
  canonicalRelationValues,
  type Relation,
  relations,
} from '../../atlas/vocabularies/relations.ts'
import { localeParameter } from '../../http/locale.ts'
import { manyOf, oneOf, queryOf, wholeNumber } from '../../http/query.ts'
import { CommunityReference, Id } from '../schema.ts'

/** Canonical relations between communities: those to the outside lead nowhere in the graph. */
const graphRelationValues = canonicalRelationValues.filter(
  (relation) => !relations[relation].external,
) as [Relation]

const GraphNode = CommunityReference.extend({
  kind: z.enum(communityKindValues),
  depth: z.int().meta({ description: 'How many cross-references lead here from the first node.' }),
}).meta({ id: 'GraphNode' })

/** A cross-reference in its canonical direction, by the ids of the communities at its ends. */
export const GraphEdge = z
  .object({
    type: z.literal('cross_reference'),
    id: Id,
    relation: z.enum(graphRelationValues),
    label: z.string(),
    from: Id.meta({ description: 'The community that it leads from.' }),
    to: Id.meta({ description: 'The community that it leads to.' }),
  })
  .meta({ id: 'GraphEdge' })

/** The surroundings of a community. */
export const Graph = z
  .object({
    type: z.literal('graph'),
    id: Id.meta({ description: 'Of the community in the middle.' }),
    depth: z.int(),
    nodes: z.array(GraphNode).meta({ description: 'By depth, then id; at most 500.' }),
    edges: z.array(GraphEdge).meta({
      description: 'All between the nodes, those nearest to the middle first; at most 5,000.',
    }),
    truncated: z.boolean().meta({ description: 'Whether there are more nodes or edges.' }),
  })
  .meta({ id: 'Graph' })

export const GraphQuery = queryOf({
  depth: wholeNumber(z.int().min(1).max(3).default(1)).meta({
    description: 'How many cross-references to follow from the community.',
  }),
  relation: manyOf(oneOf(graphRelationValues), { max: 30 }).optional().meta({
    description: 'Canonical relations to follow and show.',
  }),
  ...localeParameter,
})
