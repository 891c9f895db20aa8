import { z } from 'zod'
import { ContentReference } from '../../atlas/content.ts'
import { ReferenceDraft, ReferencePatch } from '../../atlas/editing/content-patch.ts'
import { relationValues } from '../../atlas/vocabularies/relations.ts'
import { changeMessage } from '../../http/editorial-answers.ts'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { manyOf, oneOf, queryOf } from '../../http/query.ts'
import { CommunityParams, EditorialReference, statusValues, Warning } from '../drafts/schema.ts'

/** What a path names a cross-reference by: its id. */
export const ReferenceParams = CommunityParams.extend({ reference: z.string().min(1).max(200) })

const ownCommunity = { community: z.object({ type: z.literal('community'), id: z.uuid() }) }

/** One cross-reference by itself: nothing in it changes with an edit of another part of the community. */
export const EditedReference = EditorialReference.extend({
  ...ownCommunity,
  warnings: z
    .array(Warning)
    .optional()
    .meta({
      description:
        'On answers to changes: why the public will not see it yet. `unknown-target`, `unpublished-target` or ' +
        '`self-reference`.',
    }),
}).meta({ id: 'EditedCrossReference' })

const OutgoingReference = EditorialReference.extend({
  direction: z.literal('outgoing'),
  ...ownCommunity,
}).meta({ id: 'OutgoingCrossReference' })

/** What another community says of this one, in its newest revision or in the published one. */
const IncomingReference = z
  .object({
    type: z.literal('cross_reference'),
    direction: z.literal('incoming'),
    ...ContentReference.shape,
    id: z.uuid().nullable().meta({
      description: 'Null for a `[[link]]`, which has no address of its own: edit its section.',
    }),
    linked: z.boolean().meta({ description: 'Whether a `[[link]]` in a text says so.' }),
    inNewest: z.boolean().meta({ description: 'Whether its newest revision says so.' }),
    inPublished: z.boolean().meta({ description: 'Whether its published revision says so.' }),
    community: z
      .object({
        type: z.literal('community'),
        id: z.uuid(),
        slug: z.string(),
        title: z.string(),
        status: z.enum(statusValues),
      })
      .meta({ description: 'The one that says so; `relation` reads from its end.' }),
  })
  .meta({ id: 'IncomingCrossReference' })

export const EditedReferenceList = listOf(
  z.discriminatedUnion('direction', [OutgoingReference, IncomingReference]),
  'EditedCrossReferenceList',
)

export const ReferencesQuery = queryOf({
  direction: oneOf(['outgoing', 'incoming']).default('outgoing').meta({
    description:
      '`outgoing`: what this community says of others; `incoming`: what others say of it, drafts included.',
  }),
  relation: manyOf(oneOf(relationValues), { max: relationValues.length }).optional().meta({
    description: 'As the community that says so states it.',
  }),
  ...pageParameters,
})

export const NewReference = ReferenceDraft.extend(changeMessage)

export const ReferenceChange = ReferencePatch.extend(changeMessage)
