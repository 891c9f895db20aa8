import { z } from 'zod'
import { text } from '../../atlas/content.ts'
import { EditorialCommunity } from '../drafts/schema.ts'
import { NamedCommunity } from '../publishing/schema.ts'

/** Which community takes another one in. */
export const MergeOrder = z
  .strictObject({
    into: text(200).meta({ description: 'Id or slug of the community that stays.' }),
  })
  .meta({ id: 'MergeOrder' })

/** A community that took another one in. */
export const Merge = EditorialCommunity.extend({
  merged: NamedCommunity.meta({ description: 'The one that is part of it now.' }),
}).meta({ id: 'Merge' })
