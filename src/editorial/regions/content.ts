import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { text } from '../../atlas/content.ts'
import { Locale } from '../../atlas/locale.ts'
import { Slug } from '../../atlas/slug.ts'
import { regionKindValues } from '../../atlas/vocabularies/region-kinds.ts'

/** The name of a region in one language. */
export const RegionName = text(200).refine(
  (name) => name === name.trim() && !/[\n\r]/.test(name),
  'has blanks at its ends or more than one line',
)

const code = (pattern: RegExp) => z.string().regex(pattern).nullable()

/** Codes by which the world knows regions; a code means one region only. */
export const regionCodes = {
  isoAlpha2: code(/^[A-Z]{2}$/).meta({ description: 'ISO 3166-1 alpha-2' }),
  isoAlpha3: code(/^[A-Z]{3}$/).meta({ description: 'ISO 3166-1 alpha-3' }),
  iso3166_2: code(/^[A-Z]{2}-[A-Z0-9]{1,3}$/).meta({ description: 'ISO 3166-2' }),
  m49: code(/^\d{3}$/).meta({ description: 'UN M49' }),
}

export const latitude = z.number().min(-90).max(90)
export const longitude = z.number().min(-180).max(180)

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null

const Names = z.record(Locale, RegionName).superRefine(
  (names, context) => {
    if ('en' in names) return
    const message = 'A region has an English name.'
    context.addIssue({ code: 'custom', path: ['en'], message, params: { code: 'required' } })
  },
  { when: ({ value }) => isRecord(value) },
)

/** The whole content of a region in one document, as a revision keeps it; its parent is named by slug. */
export const RegionContent = z.strictObject({
  slug: Slug,
  kind: z.enum(regionKindValues),
  names: Names.meta({ description: 'By locale (BCP 47); there is always an English one.' }),
  parent: Slug.nullable(),
  ...regionCodes,
  point: z.strictObject({ latitude, longitude }).nullable().meta({
    description: 'WGS 84, degrees',
  }),
  wikidataId: code(/^Q[1-9]\d{0,15}$/),
})
export type RegionContent = z.infer<typeof RegionContent>

/** Which places of a region's content an edit changed, as pointers; of a first one: the fields that are set. */
export function changedRegionPaths(before: RegionContent | null, after: RegionContent): string[] {
  const former = new Map(Object.entries(before ? leavesOf(before) : {}))
  const present = new Map(Object.entries(leavesOf(after)))
  return [...new Map([...present, ...former]).keys()].filter(
    (path) => !isDeepStrictEqual(former.get(path) ?? null, present.get(path) ?? null),
  )
}

const leavesOf = ({ names, ...fields }: RegionContent): Record<string, unknown> =>
  Object.fromEntries([
    ...Object.entries(fields).map(([name, value]) => [`/${name}`, value]),
    ...Object.entries(names).map(([locale, name]) => [`/names/${locale}`, name]),
  ])
