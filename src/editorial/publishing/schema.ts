import { z } from 'zod'
import { Flag, queryOf } from '../../http/query.ts'
import { EditorialCommunityItem } from '../drafts/schema.ts'
import { revisionNumber } from '../revisions/schema.ts'

/** What to publish. */
export const PublicationOrder = z
  .strictObject({
    revision: revisionNumber.optional().meta({ description: 'The newest one where left out.' }),
  })
  .meta({ id: 'PublicationOrder' })

/** What a publication did. */
export const Publication = EditorialCommunityItem.extend({
  outcome: z.enum(['published', 'updated', 'unchanged']),
  warnings: z.array(z.string()).meta({ description: 'What sanitising took away.' }),
  waiting: z.array(z.string()).meta({
    description: 'What the profile refers to that is not published yet; these references wait.',
  }),
}).meta({ id: 'Publication' })

/** How a community is named inside an editors' answer. */
export const NamedCommunity = z
  .object({ type: z.literal('community'), id: z.uuid(), slug: z.string(), title: z.string() })
  .meta({ id: 'NamedCommunity' })

/** What taking a community off the public side did. */
export const Withdrawal = EditorialCommunityItem.extend({
  broken: z.array(NamedCommunity).meta({
    description: 'Published communities whose references to it lead nowhere now.',
  }),
}).meta({ id: 'Withdrawal' })

/** Of everything that would break what others published. */
export const ForceQuery = queryOf({
  force: Flag.default(false).meta({
    description: '`true`: also where published profiles refer to it; the answer names these.',
  }),
})
