import { z } from 'zod'
import { localeParameter } from '../../../http/locale.ts'
import { queryOf } from '../../../http/query.ts'
import { CommunityReference, PathReference } from '../../schema.ts'
import { GraphEdge } from '../schema.ts'

/** How many cross-references a path leads along at most. */
export const maxHops = 6

/** A shortest way from one community to another. */
export const Path = z
  .object({
    type: z.literal('path'),
    from: CommunityReference,
    to: CommunityReference,
    found: z.boolean(),
    hops: z.int().nullable().meta({ description: 'How many edges; null where there is no path.' }),
    nodes: z.array(CommunityReference).meta({ description: 'From one end to the other.' }),
    edges: z.array(GraphEdge).meta({
      description: 'Between each node and the next, in their canonical direction.',
    }),
  })
  .meta({ id: 'Path' })

export const PathQuery = queryOf({
  from: PathReference.meta({ description: 'Slug or id of the community to start from.' }),
  to: PathReference.meta({ description: 'Slug or id of the community to get to.' }),
  ...localeParameter,
})
export type PathQuery = z.infer<typeof PathQuery>
