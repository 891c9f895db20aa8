import { z } from 'zod'
import { SectionDraft, SectionPatch } from '../../atlas/editing/content-patch.ts'
import { limits } from '../../atlas/limits.ts'
import { changeMessage } from '../../http/editorial-answers.ts'
import { listOf } from '../../http/pagination.ts'
import { CommunityParams, EditorialSection, Warnings } from '../drafts/schema.ts'

const SectionReference = z.string().min(1).max(200)

/** What a path names a section by: its id, or the slug that it has in the newest content. */
export const SectionParams = CommunityParams.extend({ section: SectionReference })

/**
 * One section by itself. It shows nothing that an edit of another section changes: no revision, times or place in the
 * community.
 */
export const EditedSection = EditorialSection.extend({
  community: z.object({ type: z.literal('community'), id: z.uuid() }),
  warnings: Warnings.optional(),
}).meta({ id: 'EditedSection' })

export const EditedSectionList = listOf(EditorialSection, 'EditedSectionList')

export const SectionReplacement = SectionDraft.extend(changeMessage)

export const SectionChange = SectionPatch.extend(changeMessage)

/** All sections of a community, each once, in the order that they shall have. */
export const SectionOrder = z
  .strictObject({
    sections: z.array(SectionReference).max(limits.sections).meta({
      description: 'Ids or slugs.',
    }),
  })
  .meta({ id: 'SectionOrder' })
