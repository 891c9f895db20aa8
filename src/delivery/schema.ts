import { z } from 'zod'
import { Locale } from '../atlas/locale.ts'
import { regionKindValues } from '../atlas/vocabularies/region-kinds.ts'

/** An RFC 3339 time in UTC. */
export const Timestamp = z.iso.datetime()

export const Id = z.uuid().meta({ description: 'UUIDv7; never changes and is never reused.' })

/** A slug as it is sent; input is checked by src/atlas/slug.ts. */
export const SlugText = z.string().meta({ description: 'The readable part of the address.' })

export const LocaleText = Locale.meta({ description: 'BCP 47 language tag of the texts served.' })

/** How a community is named inside another resource. */
export const CommunityReference = z
  .object({ type: z.literal('community'), id: Id, slug: SlugText, title: z.string() })
  .meta({ id: 'CommunityReference' })

/** How a section is named inside another resource. */
const SectionReference = z
  .object({
    type: z.literal('section'),
    id: Id,
    slug: SlugText,
    title: z.string(),
    community: CommunityReference,
  })
  .meta({ id: 'SectionReference' })

/** A URI outside the atlas. */
const ExternalReference = z
  .object({ type: z.literal('external'), url: z.url(), label: z.string().nullable() })
  .meta({ id: 'ExternalReference' })

/** One end of a cross-reference. */
export const ReferenceEnd = z
  .discriminatedUnion('type', [CommunityReference, SectionReference, ExternalReference])
  .meta({ id: 'ReferenceEnd' })

/** How a region is named inside another resource. */
export const RegionReference = z
  .object({
    type: z.literal('region'),
    id: Id,
    slug: SlugText,
    name: z.string(),
    kind: z.enum(regionKindValues),
    isoAlpha2: z.string().nullable().meta({ description: 'ISO 3166-1 alpha-2' }),
    m49: z.string().nullable().meta({ description: 'UN M49, three digits' }),
  })
  .meta({ id: 'RegionReference' })

/** What a path names a community, a section or a region by. */
export const PathReference = z.string().min(1).max(200)
