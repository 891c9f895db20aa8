import { z } from 'zod'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { queryOf } from '../../http/query.ts'
import { SlugText } from '../schema.ts'

/** A tag and how many published communities bear it. */
const Tag = z
  .object({
    type: z.literal('tag'),
    id: z.string().meta({ description: 'The tag itself.' }),
    slug: SlugText,
    count: z.int(),
  })
  .meta({ id: 'Tag' })

export const TagList = listOf(Tag, 'TagList')

export const TagsQuery = queryOf({ ...pageParameters })
