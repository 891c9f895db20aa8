import { z } from 'zod'
import { SparseCommunity } from '../delivery/communities/schema.ts'
import { bodyFormat } from '../delivery/sections/schema.ts'
import { Warning } from '../editorial/drafts/schema.ts'
import { RevisionNumber, revisionNumber } from '../editorial/revisions/schema.ts'
import { localeParameters } from '../http/locale.ts'
import { listOf } from '../http/pagination.ts'

/** How a preview looks: as of the profile that it is a preview of. */
export const previewParameters = { bodyFormat, ...localeParameters }

export const RevisionParameter = RevisionNumber.optional().meta({
  description: 'The revision to show; the newest one where left out.',
})

/** A preview has the shape of what it is a preview of. */
export const PreviewedCommunity = SparseCommunity

/** What publishing a revision would meet. */
export const PreviewReport = z
  .object({
    type: z.literal('preview_report'),
    community: z.object({ type: z.literal('community'), id: z.uuid(), slug: z.string() }),
    revision: z.int(),
    publishable: z.boolean(),
    missing: z.array(Warning).meta({
      description:
        'Why publishing it would be refused now: what it lacks, a region that is gone, a cycle of references.',
    }),
    warnings: z.array(Warning).meta({
      description:
        'What would be published, but perhaps not as it was meant: `unpublished-target`, `unknown-target`, ' +
        '`withdrawn-target`, `dead-link`, `missing-section`, `missing-quote`, `sanitised`.',
    }),
  })
  .meta({ id: 'PreviewReport' })

/** A link that shows a preview to whoever has it. */
export const PreviewLink = z
  .object({
    type: z.literal('preview_link'),
    id: z.uuid(),
    url: z.string().meta({ description: 'Whoever has it sees the preview; it needs no key.' }),
    revision: z.int().nullable().meta({ description: 'Null: the newest one at any time.' }),
    expiresAt: z.iso.datetime(),
    revokedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
  })
  .meta({ id: 'PreviewLink' })

export const PreviewLinkList = listOf(PreviewLink.omit({ url: true }), 'PreviewLinkList')

const WEEK_SECONDS = 7 * 24 * 60 * 60

/** What a new link shall show, and for how long. */
export const PreviewLinkOrder = z
  .strictObject({
    expiresIn: z.int().min(1).max(WEEK_SECONDS).default(3600).meta({ description: 'Seconds.' }),
    revision: revisionNumber.nullable().default(null).meta({
      description: 'Null or left out: the newest one at any time.',
    }),
  })
  .meta({ id: 'PreviewLinkOrder' })
export type PreviewLinkOrder = z.infer<typeof PreviewLinkOrder>
