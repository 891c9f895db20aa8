import { z } from 'zod'
import { text } from '../../atlas/content.ts'

const Name = text(200).refine((name) => name === name.trim(), 'has blanks at its ends')

/** Whose name to take away. */
export const PersonPurge = z
  .strictObject({
    author: Name.meta({ description: 'The name as it stands in the history.' }),
    replacement: Name.default('purged').meta({ description: 'What stands there from now on.' }),
  })
  .meta({ id: 'PersonPurge' })
export type PersonPurge = z.infer<typeof PersonPurge>

/** What a purge of a name changed, in rows. */
export const PurgeReport = z
  .object({
    type: z.literal('purge'),
    id: z.uuid().meta({ description: 'The target of the audit row that stays.' }),
    replacement: z.string(),
    counts: z.object({
      revisions: z.int(),
      regionRevisions: z.int(),
      drafts: z.int(),
      reviews: z.int(),
      schedules: z.int(),
      previewLinks: z.int(),
      rejections: z.int(),
      auditEntries: z.int(),
      keys: z.int(),
      webhooks: z.int(),
      messages: z.int().meta({ description: 'Change messages and review comments that said it.' }),
      keptAnswers: z.int().meta({
        description: 'Answers kept for repeated requests and resumed imports that were forgotten.',
      }),
    }),
  })
  .meta({ id: 'PurgeReport' })
