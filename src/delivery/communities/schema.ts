import { z } from 'zod'
import { Image } from '../../atlas/content.ts'
import { canonicalLocale } from '../../atlas/locale.ts'
import { communityKindValues } from '../../atlas/vocabularies/community-kinds.ts'
import { regionRoleValues } from '../../atlas/vocabularies/region-roles.ts'
import { sectionKindValues } from '../../atlas/vocabularies/section-kinds.ts'
import { fieldsOf } from '../../http/fields.ts'
import { localeParameter, localeParameters } from '../../http/locale.ts'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { Flag, manyOf, oneOf, queryOf, timeAfterYearZero } from '../../http/query.ts'
import { CrossReference } from '../cross-references/schema.ts'
import { Id, LocaleText, RegionReference, SlugText, Timestamp } from '../schema.ts'
import { bodyFormat, SectionInProfile } from '../sections/schema.ts'

const CommunityRegion = RegionReference.extend({ role: z.enum(regionRoleValues) }).meta({
  id: 'CommunityRegion',
})

/** A whole profile. */
export const Community = z
  .object({
    type: z.literal('community'),
    id: Id,
    slug: SlugText,
    kind: z.enum(communityKindValues),
    title: z.string(),
    tagline: z.string().nullable(),
    aliases: z.array(z.string()),
    tags: z.array(z.string()),
    images: z.array(Image),
    locale: LocaleText,
    locales: z.array(LocaleText),
    regions: z.array(CommunityRegion),
    sections: z.array(SectionInProfile),
    untranslatedSections: z.array(SlugText).optional().meta({
      description:
        'With `fallback=none`: slugs of the sections that have no text in the wanted locale.',
    }),
    crossReferences: z.array(CrossReference),
    crossReferencesNext: z.string().optional().meta({
      description: 'Where there are more than 100 cross-references: the address of the rest.',
    }),
    canonicalUrl: z.url().nullable(),
    license: z.string().nullable(),
    creditText: z.string().nullable(),
    wordCount: z.int().meta({ description: 'Words of all sections in the default locale.' }),
    revision: z.int(),
    publishedAt: Timestamp,
    updatedAt: Timestamp.meta({ description: 'Its own last publication.' }),
  })
  .meta({ id: 'Community' })

const everyField = Object.keys(Community.shape).filter(
  (field) => field !== 'crossReferencesNext' && field !== 'untranslatedSections',
)

/** A profile of which `fields=` may have left out all but `type` and `id`. */
export const SparseCommunity = Community.partial()
  .required({ type: true, id: true })
  .meta({ id: 'SparseCommunity' })

/** As a list shows it: sections without their texts and no cross-references, unless `include=` asks for them. */
export const CommunityList = listOf(SparseCommunity, 'CommunityList')

export const ProfileQuery = queryOf({
  fields: fieldsOf(everyField).optional(),
  bodyFormat,
  ...localeParameters,
})
export type ProfileQuery = z.infer<typeof ProfileQuery>

const AvailableLocale = z
  .string()
  .max(35)
  .refine((tag) => canonicalLocale(tag) !== null, 'not a BCP 47 language tag')

const communitySorts = ['title', '-title', 'updatedAt', '-updatedAt'] as const
export type CommunitySort = (typeof communitySorts)[number]

/** The filters of community lists that name no region. */
const listParameters = {
  kind: manyOf(oneOf(communityKindValues), { max: 20 }).optional(),
  tag: manyOf(z.string().min(1).max(120), { max: 20 }).optional(),
  section: manyOf(oneOf(sectionKindValues), { max: 30 })
    .optional()
    .meta({ description: 'Communities that have a section of this kind.' }),
  availableIn: manyOf(AvailableLocale, { max: 20 })
    .optional()
    .meta({ description: 'Communities with texts in this locale.' }),
  updatedSince: timeAfterYearZero(z.iso.datetime({ offset: true })).optional(),
  regionScope: oneOf(['exact']).optional().meta({
    description: '`exact`: only the region itself, not what lies under it.',
  }),
  includeGlobal: Flag.optional().meta({
    description: 'Adds the communities of scope `global` to those of the region.',
  }),
  sort: oneOf(communitySorts).default('title'),
  fields: fieldsOf(everyField).optional(),
  include: manyOf(oneOf(['sections', 'crossReferences']), { max: 2 })
    .optional()
    .meta({ description: '`sections`: with their texts. With either, `limit` is at most 20.' }),
  bodyFormat,
  ...localeParameter,
  ...pageParameters,
}

export const RegionCommunitiesQuery = queryOf(listParameters)

export const CommunitiesQuery = queryOf({
  region: manyOf(z.string().min(1).max(120), { max: 20 })
    .optional()
    .meta({ description: 'Slug, ISO 3166, M49 or id of a region; what lies under it counts.' }),
  ...listParameters,
})
export type CommunitiesQuery = z.infer<typeof CommunitiesQuery>
