import { z } from 'zod'
import { manyOf, oneOf } from '../../http/query.ts'

const facetNames = ['region', 'kind', 'tag', 'section'] as const
export type FacetName = (typeof facetNames)[number]

/** How many values of one facet are named at most. */
export const MAX_FACET_VALUES = 100

const FacetCounts = z.array(
  z
    .object({
      value: z.string().meta({ description: 'For the filter of the same name.' }),
      label: z.string(),
      count: z.int(),
    })
    .meta({ id: 'FacetCount' }),
)

/** How many of all that match have each value: as many as are found with that value for a filter as well. */
export const Facets = z
  .object({
    region: FacetCounts.optional().meta({
      description: 'With what lies under each region, unless `regionScope=exact`.',
    }),
    kind: FacetCounts.optional(),
    tag: FacetCounts.optional(),
    section: FacetCounts.optional().meta({ description: 'By the kind of section.' }),
  })
  .meta({ id: 'Facets' })

/** The parameter of lists that count. */
export const facetsParameter = {
  facets: manyOf(oneOf(facetNames), { max: facetNames.length })
    .optional()
    .meta({
      description: `What to count all that match by, into \`facets\`; the ${MAX_FACET_VALUES} most frequent values of each.`,
    }),
}
