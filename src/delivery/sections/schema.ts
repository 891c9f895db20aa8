import { z } from 'zod'
import { Image } from '../../atlas/content.ts'
import { sectionKindValues } from '../../atlas/vocabularies/section-kinds.ts'
import { localeParameter, localeParameters } from '../../http/locale.ts'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { manyOf, oneOf, queryOf } from '../../http/query.ts'
import {
  availableLocales,
  communityParameters,
  regionParameter,
  sectionKinds,
} from '../filter-parameters.ts'
import { CommunityReference, Id, LocaleText, SlugText } from '../schema.ts'

/** A chapter inside its profile. */
export const SectionInProfile = z
  .object({
    type: z.literal('section'),
    id: Id,
    slug: SlugText,
    kind: z.enum(sectionKindValues),
    heading: z.string(),
    position: z.int().meta({ description: 'Place in the profile, from 1.' }),
    locale: LocaleText,
    body: z.string().optional().meta({ description: 'Markdown (bodyFormat=markdown).' }),
    html: z.string().optional().meta({ description: 'Sanitised HTML (bodyFormat=html).' }),
    text: z.string().optional().meta({ description: 'Plain text (bodyFormat=text).' }),
    wordCount: z.int(),
    readingMinutes: z.int(),
    images: z.array(Image),
  })
  .meta({ id: 'SectionInProfile' })

/** A chapter on its own, with the community that it is of. */
export const Section = SectionInProfile.extend({ community: CommunityReference }).meta({
  id: 'Section',
})

export const SectionList = listOf(Section, 'SectionList')

export const bodyFormat = manyOf(oneOf(['markdown', 'html', 'text']), { max: 3 })
  .optional()
  .meta({
    description: 'Which forms of the text to send: `body`, `html`, `text`. Default: markdown.',
  })

export const SectionQuery = queryOf({ bodyFormat, ...localeParameters })
export type SectionQuery = z.infer<typeof SectionQuery>

export const SectionsQuery = queryOf({ bodyFormat, ...localeParameter, ...pageParameters })
export type SectionsQuery = z.infer<typeof SectionsQuery>

const { kind: _communityKind, ...ofCommunity } = communityParameters

/** Sections across communities; filters other than `kind` and `availableIn` are about the community. */
export const AllSectionsQuery = queryOf({
  kind: sectionKinds.meta({ description: 'The kind of section.' }),
  ...regionParameter,
  ...ofCommunity,
  availableIn: availableLocales.meta({ description: 'Sections with a text in this locale.' }),
  bodyFormat,
  ...localeParameter,
  ...pageParameters,
})
export type AllSectionsQuery = z.infer<typeof AllSectionsQuery>
