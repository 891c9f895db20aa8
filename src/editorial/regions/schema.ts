import { z } from 'zod'
import { text } from '../../atlas/content.ts'
import { limits } from '../../atlas/limits.ts'
import { Locale } from '../../atlas/locale.ts'
import { Slug } from '../../atlas/slug.ts'
import { regionKindValues } from '../../atlas/vocabularies/region-kinds.ts'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { manyOf, oneOf, queryOf } from '../../http/query.ts'
import { RevisionNumber, revisionFields } from '../revisions/schema.ts'
import { latitude, longitude, RegionContent, RegionName } from './content.ts'

/** One region of prisma/seed/regions.json; parents stand before their children. */
export const RegionSeed = z.strictObject({
  slug: Slug,
  kind: z.enum(regionKindValues),
  parent: Slug.nullable(),
  isoAlpha2: z.string().nullable(),
  isoAlpha3: z.string().nullable(),
  iso3166_2: z.string().nullable(),
  m49: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  wikidataId: z.string().nullable(),
  names: z.record(z.string(), z.string().min(1)).and(z.object({ en: z.string() })),
})
export type RegionSeed = z.infer<typeof RegionSeed>

/** What a path names a region by: its id, a code of it, its slug or one that it had. */
export const RegionParams = z.object({ region: z.string().min(1).max(200) })

export const RegionRevisionParams = RegionParams.extend({ revision: RevisionNumber })

/** A region as editors see it: with its names in all languages. */
export const EditorialRegion = z
  .object({
    type: z.literal('region'),
    id: z.uuid(),
    ...RegionContent.shape,
    revision: z.int().meta({ description: '0: as the reference data says, never edited.' }),
    updatedAt: z.iso.datetime().nullable().meta({ description: 'Null while never edited.' }),
    updatedBy: z.string().nullable(),
  })
  .meta({ id: 'EditorialRegion' })

export const EditorialRegionList = listOf(EditorialRegion, 'EditorialRegionList')

const { names: _names, kind, slug, ...content } = RegionContent.shape

const parent = text(limits.slugCharacters).nullable().meta({
  description: 'By id, code or slug. Places have one, the world and scopes have none.',
})

const fields = {
  slug: slug.optional(),
  parent: parent.optional(),
  isoAlpha2: content.isoAlpha2.optional(),
  isoAlpha3: content.isoAlpha3.optional(),
  iso3166_2: content.iso3166_2.optional(),
  m49: content.m49.optional(),
  wikidataId: content.wikidataId.optional(),
}

/** A new region. Its kind and an English name are needed; the slug is made from that. */
export const RegionDraft = z
  .strictObject({
    ...fields,
    kind,
    names: RegionContent.shape.names,
    point: content.point.optional(),
  })
  .meta({ id: 'RegionDraft' })
export type RegionDraft = z.infer<typeof RegionDraft>

/** A merge patch (RFC 7396) of a region: absent keeps, a value sets, null takes away. */
export const RegionPatch = z
  .strictObject({
    ...fields,
    kind: kind.optional(),
    names: z.record(Locale, RegionName.nullable()).optional(),
    point: z
      .strictObject({ latitude: latitude.optional(), longitude: longitude.optional() })
      .nullable()
      .optional(),
  })
  .meta({ id: 'RegionPatch' })
export type RegionPatch = z.infer<typeof RegionPatch>

/** What is left of a deleted region. */
export const DeletedRegion = z
  .object({
    type: z.literal('region'),
    id: z.uuid(),
    slug: z.string(),
    deletedAt: z.iso.datetime(),
  })
  .meta({ id: 'DeletedRegion' })

export const EditorialRegionsQuery = queryOf({
  ...pageParameters,
  kind: manyOf(oneOf(regionKindValues), { max: 20 }).optional(),
  parent: z.string().min(1).max(120).optional().meta({
    description: 'Direct children of this region, by id, code or slug.',
  }),
  q: z.string().trim().min(1).max(100).optional().meta({
    description: 'A part of a name in any language or of the slug, or a whole code.',
  }),
})

export const RegionRevisionsQuery = queryOf({ ...pageParameters })

/** One state of a region in its history. */
const RegionRevision = z.object(revisionFields).meta({ id: 'RegionRevision' })

export const RegionRevisionList = listOf(RegionRevision, 'RegionRevisionList')

/** One state of a region, whole. */
export const RegionRevisionWithContent = RegionRevision.extend({
  content: z.object(RegionContent.shape).meta({ id: 'RegionContent' }),
}).meta({ id: 'RegionRevisionWithContent' })
