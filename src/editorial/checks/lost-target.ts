import type { TargetRow } from './store.ts'

/** Why a target cannot be followed by the public. */
export interface LostTarget {
  reason: 'withdrawn' | 'unpublished' | 'unknown'
  detail: string
  /** Slug of the draft whose publication would mend it. */
  unpublished?: string
}

/**
 * What is wrong with a target, or null. `isReached` says of which drafts the caller may know: of any other one it is
 * told no more than the public could tell it.
 */
export function lostTarget(
  { community, section, draft, isPublished, hasSection, isWithdrawn, successor }: TargetRow,
  isReached: (draftId: string) => boolean,
): LostTarget | null {
  const known = draft && isReached(draft.id) ? draft : null
  if (isPublished && hasSection) return null
  if (isPublished) return unknown(`“${community}” has no public section “${section}”.`)
  if (isWithdrawn && successor !== null) {
    return withdrawn(`“${community}” was merged into “${successor}”.`)
  }
  if (isWithdrawn || known?.isWithdrawn) return withdrawn(`“${community}” has been withdrawn.`)
  if (!known) return unknown(`Nothing is known under “${community}”.`)
  const detail = `Nothing is published under “${community}” yet.`
  return { reason: 'unpublished', detail, unpublished: known.slug }
}

const withdrawn = (detail: string): LostTarget => ({ reason: 'withdrawn', detail })
const unknown = (detail: string): LostTarget => ({ reason: 'unknown', detail })
