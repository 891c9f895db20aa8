import { z } from 'zod'
import { canonicalLocale } from '../atlas/locale.ts'
import { communityKindValues } from '../atlas/vocabularies/community-kinds.ts'
import { sectionKindValues } from '../atlas/vocabularies/section-kinds.ts'
import { Flag, manyOf, oneOf, timeAfterYearZero } from '../http/query.ts'

const AvailableLocale = z
  .string()
  .max(35)
  .refine((tag) => canonicalLocale(tag) !== null, 'not a BCP 47 language tag')

/** Which communities count. Lists of their sections take them too. */
export const communityParameters = {
  kind: manyOf(oneOf(communityKindValues), { max: 20 }).optional(),
  tag: manyOf(z.string().min(1).max(120), { max: 20 }).optional(),
  updatedSince: timeAfterYearZero(z.iso.datetime({ offset: true })).optional(),
  regionScope: oneOf(['exact']).optional().meta({
    description: '`exact`: only the region itself, not what lies under it.',
  }),
  includeGlobal: Flag.optional().meta({
    description: 'Adds the communities of scope `global` to those of the region.',
  }),
}

export const regionParameter = {
  region: manyOf(z.string().min(1).max(120), { max: 20 })
    .optional()
    .meta({ description: 'Slug, ISO 3166, M49 or id of a region; what lies under it counts.' }),
}

export const sectionKinds = manyOf(oneOf(sectionKindValues), { max: 30 }).optional()
export const availableLocales = manyOf(AvailableLocale, { max: 20 }).optional()
