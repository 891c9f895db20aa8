import { z } from 'zod'
import { regionKindValues } from '../../atlas/vocabularies/region-kinds.ts'
import { localeParameter } from '../../http/locale.ts'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { manyOf, oneOf, queryOf } from '../../http/query.ts'
import { RegionReference } from '../schema.ts'

/** A place or a scope as lists show it. */
const RegionSummary = RegionReference.extend({
  isoAlpha3: z.string().nullable().meta({ description: 'ISO 3166-1 alpha-3' }),
  isoSubdivision: z.string().nullable().meta({ description: 'ISO 3166-2' }),
  wikidataId: z.string().nullable(),
  point: z.object({ latitude: z.number(), longitude: z.number() }).nullable().meta({
    description: 'WGS 84, degrees',
  }),
  parent: RegionReference.nullable(),
}).meta({ id: 'RegionSummary' })

export const RegionList = listOf(RegionSummary, 'RegionList')

/** One region with its place in the tree and how many communities it has. */
export const Region = RegionSummary.extend({
  ancestors: z.array(RegionReference).meta({ description: 'From the widest to the nearest.' }),
  children: z.array(RegionReference).meta({ description: 'Direct ones, by name.' }),
  communityCounts: z.object({
    own: z.int().meta({ description: 'Communities that name this region itself.' }),
    withDescendants: z
      .int()
      .meta({ description: 'Those and the ones of regions below it, each once.' }),
  }),
}).meta({ id: 'Region' })

export const RegionQuery = queryOf({ ...localeParameter })

export const RegionsQuery = queryOf({
  parent: z
    .string()
    .min(1)
    .max(120)
    .optional()
    .meta({ description: 'Direct children of this region.' }),
  kind: manyOf(oneOf(regionKindValues), { max: 20 }).optional(),
  q: z.string().trim().min(1).max(100).optional().meta({
    description: 'A part of a name in any language, or a whole code.',
  }),
  ...localeParameter,
  ...pageParameters,
})
export type RegionsQuery = z.infer<typeof RegionsQuery>
