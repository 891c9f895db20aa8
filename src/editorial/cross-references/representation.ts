import type { ContentReference } from '../../atlas/content.ts'
import { referenceBody } from '../drafts/representation.ts'
import type { Warning } from '../drafts/schema.ts'
import type { Backlink } from './backlinks.ts'
import type { Incoming } from './service.ts'

/** A cross-reference by itself, as editors see it. */
export const editedReferenceBody = (
  { id }: { id: string },
  reference: ContentReference,
  warnings?: Warning[],
) => ({
  ...referenceBody(reference),
  community: { type: 'community' as const, id },
  ...(warnings ? { warnings } : {}),
})

/** What a community says of another one, in a list. */
export const outgoingBody = (draft: { id: string }, reference: ContentReference) => ({
  ...editedReferenceBody(draft, reference),
  direction: 'outgoing' as const,
})

/** What another community says of this one, in a list. */
export const incomingBody = ({ referrer, backlink }: Incoming) => ({
  type: 'cross_reference' as const,
  direction: 'incoming' as const,
  ...statementOf(backlink),
  community: { type: 'community' as const, ...referrer },
})

const statementOf = ({
  id,
  relation,
  target,
  section,
  quote,
  note,
  linked,
  inNewest,
  inPublished,
}: Backlink) => ({
  id,
  relation,
  target,
  section,
  quote,
  note,
  linked,
  inNewest,
  inPublished,
})
