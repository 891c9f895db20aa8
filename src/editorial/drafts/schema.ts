import { z } from 'zod'
import { Content, ContentReference, ContentSection, text } from '../../atlas/content.ts'
import { communityKindValues } from '../../atlas/vocabularies/community-kinds.ts'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { Flag, manyOf, oneOf, queryOf } from '../../http/query.ts'

/** What a path names a community by: its id, its slug or one that it had. */
export const CommunityParams = z.object({ community: text(200) })

export const statusValues = ['draft', 'in_review', 'published', 'archived'] as const

/** Something that was done, but perhaps not as it was meant. */
export const Warning = z
  .object({
    pointer: z.string().meta({ description: 'JSON pointer into the content.' }),
    code: z.string(),
    detail: z.string(),
  })
  .meta({ id: 'Warning' })
export type Warning = z.infer<typeof Warning>

export const Warnings = z.array(Warning).meta({
  description: 'On answers to changes: what sanitising will take away of the changed texts.',
})

const { sections: _sections, crossReferences: _crossReferences, ...fields } = Content.shape

/** What is known of a draft besides its content. */
const state = {
  status: z.enum(statusValues),
  version: z.int().meta({ description: 'Raised by every change and workflow step.' }),
  revision: z.int().meta({ description: 'The newest revision: raised by changes of content.' }),
  publishedRevision: z.int().nullable().meta({ description: 'The one that the public sees.' }),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  updatedAt: z.iso.datetime(),
  updatedBy: z.string(),
  trashedAt: z.iso.datetime().nullable(),
  mergedInto: z.uuid().nullable().meta({ description: 'The community that took this one in.' }),
}

/** A section as editors see it: the default language flat, the others beside it. */
export const EditorialSection = z
  .object({ type: z.literal('section'), ...ContentSection.shape })
  .meta({ id: 'EditorialSection' })

/** A cross-reference as editors see it. */
export const EditorialReference = z
  .object({ type: z.literal('cross_reference'), ...ContentReference.shape })
  .meta({ id: 'EditorialCrossReference' })

/** A community as editors see it: its newest content and its state. */
export const EditorialCommunity = z
  .object({
    type: z.literal('community'),
    id: z.uuid(),
    ...fields,
    sections: z.array(EditorialSection),
    crossReferences: z.array(EditorialReference),
    ...state,
    warnings: Warnings.optional(),
  })
  .meta({ id: 'EditorialCommunity' })

/** A community in an editors' list. */
export const EditorialCommunityItem = z
  .object({
    type: z.literal('community'),
    id: z.uuid(),
    slug: z.string(),
    kind: z.enum(communityKindValues),
    title: z.string(),
    ...state,
  })
  .meta({ id: 'EditorialCommunityItem' })

export const EditorialCommunityList = listOf(EditorialCommunityItem, 'EditorialCommunityList')

export const DraftsQuery = queryOf({
  ...pageParameters,
  status: manyOf(oneOf(statusValues), { max: 4 }).optional(),
  kind: manyOf(oneOf(communityKindValues), { max: 13 }).optional(),
  region: manyOf(z.string().max(120), { max: 20 }).optional().meta({
    description: 'Regions by id, code or slug: communities in them or in what lies in them.',
  }),
  updatedBy: z.string().min(1).max(200).optional(),
  trashed: Flag.optional().meta({ description: '`true`: what is in the trash instead.' }),
  sort: oneOf(['title', '-title', 'updatedAt', '-updatedAt']).default('-updatedAt'),
})
