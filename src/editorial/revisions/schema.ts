import { z } from 'zod'
import { Content } from '../../atlas/content.ts'
import { listOf, pageParameters } from '../../http/pagination.ts'
import { queryOf, wholeNumber } from '../../http/query.ts'
import { CommunityParams } from '../drafts/schema.ts'

/** The number of a revision; Postgres counts no further. */
export const revisionNumber = z.int().min(1).max(2_147_483_647)

/** The same in a path or query. */
export const RevisionNumber = wholeNumber(revisionNumber)

export const RevisionParams = CommunityParams.extend({ revision: RevisionNumber })

const named = {
  type: z.literal('revision'),
  id: z.string().meta({ description: 'The id of what it is a revision of, `/`, and its number.' }),
  number: z.int(),
}

const history = {
  author: z.string(),
  message: z.string().nullable().meta({ description: 'Why it was made.' }),
  createdAt: z.iso.datetime(),
  changedPaths: z.array(z.string()).meta({
    description:
      'What it changed, as pointers that name sections and cross-references by id, such as `/sections/{id}/body`.',
  }),
  purgedAt: z.iso.datetime().nullable().meta({
    description: 'When an admin took its content away; the rest of it stays.',
  }),
}

/** What is known of any revision: of a community or of a region. */
export const revisionFields = { ...named, ...history }

const published = z.boolean().meta({ description: 'Whether it is what the public sees.' })

/** One state of a community in its history. */
export const Revision = z.object({ ...revisionFields, published }).meta({ id: 'Revision' })

export const RevisionList = listOf(Revision, 'RevisionList')

/** The content of a community as a revision keeps it. */
const RevisionContent = z.object(Content.shape).meta({ id: 'RevisionContent' })

/** One state of a community, whole. */
export const RevisionWithContent = Revision.extend({ content: RevisionContent }).meta({
  id: 'RevisionWithContent',
})

export const RevisionsQuery = queryOf({ ...pageParameters })

export const DiffQuery = queryOf({
  from: RevisionNumber.optional().meta({
    description: 'The revision to compare with; the one before where left out.',
  }),
})

/** An operation of JSON Patch (RFC 6902). */
const PatchOperation = z
  .object({
    op: z.enum(['add', 'remove', 'replace']),
    path: z.string(),
    value: z.unknown().optional(),
  })
  .meta({ id: 'PatchOperation' })

const TextDifference = z
  .object({
    section: z.object({ id: z.uuid(), slug: z.string() }).nullable().meta({
      description: 'The section whose text it is; null for the community’s own.',
    }),
    field: z.enum(['title', 'tagline', 'heading', 'body']),
    locale: z.string(),
    segments: z
      .array(z.object({ change: z.enum(['equal', 'added', 'removed']), text: z.string() }))
      .meta({
        description:
          'The equal and removed ones make up the old text, the equal and added ones the new.',
      }),
  })
  .meta({ id: 'TextDifference' })

/** What one revision says otherwise than another. */
export const RevisionDifference = z
  .object({
    from: z.int(),
    to: z.int(),
    fields: z.array(PatchOperation).meta({
      description:
        'JSON Patch (RFC 6902) of everything but texts. Sections and cross-references stand in it by id: ' +
        '`/sections/{id}/slug`, `/crossReferences/{id}/note`; their order is in `/sectionOrder` and `/crossReferenceOrder`.',
    }),
    texts: z.array(TextDifference).meta({ description: 'Texts that differ, word by word.' }),
  })
  .meta({ id: 'RevisionDifference' })
