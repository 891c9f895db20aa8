import { z } from 'zod'
import { Image } from '../../atlas/content.ts'
import { communityKindValues } from '../../atlas/vocabularies/community-kinds.ts'
import { regionRoleValues } from '../../atlas/vocabularies/region-roles.ts'
import { fieldsOf } from '../../http/fields.ts'
import { localeParameter, localeParameters } from '../../http/locale.ts'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { manyOf, oneOf, queryOf } from '../../http/query.ts'
import { CrossReference } from '../cross-references/schema.ts'
import { Facets, facetsParameter } from '../facets/schema.ts'
import {
  availableLocales,
  communityParameters,
  regionParameter,
  sectionKinds,
} from '../filter-parameters.ts'
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
export const CommunityList = listOf(SparseCommunity, 'CommunityList', {
  facets: Facets.optional(),
})

export const ProfileQuery = queryOf({
  fields: fieldsOf(everyField).optional(),
  bodyFormat,
  ...localeParameters,
})
export type ProfileQuery = z.infer<typeof ProfileQuery>

const communitySorts = ['title', '-title', 'updatedAt', '-updatedAt'] as const
export type CommunitySort = (typeof communitySorts)[number]

/** The filters of community lists that name no region. */
const listParameters = {
  ...communityParameters,
  section: sectionKinds.meta({ description: 'Communities that have a section of this kind.' }),
  availableIn: availableLocales.meta({ description: 'Communities with texts in this locale.' }),
  sort: oneOf(communitySorts).default('title'),
  fields: fieldsOf(everyField).optional(),
  include: manyOf(oneOf(['sections', 'crossReferences']), { max: 2 })
    .optional()
    .meta({ description: '`sections`: with their texts. With either, `limit` is at most 20.' }),
  bodyFormat,
  ...facetsParameter,
  ...localeParameter,
  ...pageParameters,
}

export const RegionCommunitiesQuery = queryOf(listParameters)

export const CommunitiesQuery = queryOf({
  ...regionParameter,
  ...listParameters,
})
export type CommunitiesQuery = z.infer<typeof CommunitiesQuery>
