import { z } from 'zod'
import { communityKindValues } from '../../atlas/vocabularies/community-kinds.ts'
import { Flag, oneOf, queryOf } from '../../http/query.ts'

export const ImportQuery = queryOf({
  dryRun: Flag.default(false).meta({ description: 'Store nothing, only say what would happen.' }),
  overwrite: Flag.default(false).meta({
    description: 'Replace drafts that somebody edited since their last import.',
  }),
  publish: Flag.default(false).meta({
    description: 'Show each item to the public as well, or refuse it; takes the role `editor`.',
  }),
  kind: oneOf(communityKindValues)
    .optional()
    .meta({ description: 'The kind of new communities for which the import states none.' }),
})

const ImportNotice = z
  .object({
    line: z.int().meta({ description: 'In the document, or of the line that is the item.' }),
    pointer: z.string().optional().meta({ description: 'JSON pointer into the item.' }),
    code: z.string().optional(),
    message: z.string(),
  })
  .meta({ id: 'ImportNotice' })

/** What became of one item. */
export const ImportItem = z
  .object({
    type: z.literal('item'),
    position: z.int().meta({ description: 'Its line; 1 for a document.' }),
    slug: z.string().nullable(),
    outcome: z.enum(['created', 'updated', 'unchanged', 'refused']),
    revision: z.int().nullable().meta({ description: 'Null where nothing was stored.' }),
    publication: z
      .enum(['published', 'updated', 'unchanged'])
      .nullable()
      .meta({ description: 'What the public saw of it; null where it was not to be published.' }),
    errors: z.array(ImportNotice).meta({ description: 'Why it was refused, whole.' }),
    warnings: z.array(ImportNotice),
  })
  .meta({ id: 'ImportItem' })
export type ImportItem = z.infer<typeof ImportItem>

const count = z.int().min(0)
const counts = { created: count, updated: count, unchanged: count, refused: count }

/** How many items had which outcome. */
export const ImportSummary = z
  .object({ type: z.literal('summary'), ...counts })
  .meta({ id: 'ImportSummary' })
export type ImportSummary = z.infer<typeof ImportSummary>

/** The last line where the import could not be ended: what the lines before it say is stored. */
const ImportInterruption = z
  .object({
    type: z.literal('interruption'),
    position: z.int().meta({ description: 'The item from which on nothing was done.' }),
    detail: z.string(),
  })
  .meta({ id: 'ImportInterruption' })

/** One line of the answer to an import of many profiles. */
export const ImportLine = z
  .discriminatedUnion('type', [ImportItem, ImportSummary, ImportInterruption])
  .meta({ id: 'ImportLine' })
export type ImportLine = z.infer<typeof ImportLine>

/** The answer to an import of one document. */
export const ImportReport = z
  .object({ items: z.array(ImportItem), summary: ImportSummary })
  .meta({ id: 'ImportReport' })
