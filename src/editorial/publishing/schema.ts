import { z } from 'zod'
import { EditorialCommunityItem } from '../drafts/schema.ts'

/** What to publish. */
export const PublicationOrder = z
  .strictObject({
    revision: z.int().min(1).optional().meta({ description: 'The newest one where left out.' }),
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
