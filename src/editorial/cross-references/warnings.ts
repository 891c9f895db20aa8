import type { ContentReference } from '../../atlas/content.ts'
import type { Actor } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import type { Warning } from '../drafts/schema.ts'
import { getTargetState } from './service.ts'

/**
 * Why the public will not see a cross-reference of a draft yet. Of communities out of the actor's reach it tells no
 * more than the public knows.
 */
export async function targetWarnings(
  db: Db,
  { reach }: Actor,
  draft: { id: string },
  { target }: ContentReference,
): Promise<Warning[]> {
  if ('url' in target) return []
  const { community } = target
  const section = 'section' in target ? target.section : null
  const state = await getTargetState(
    db,
    community.toLowerCase(),
    section?.toLowerCase() ?? null,
    reach,
  )
  const { draftId, draftHasSection, isPublished, publishedHasSection } = state
  if (draftId === draft.id) return [homeward]
  if (isPublished && publishedHasSection) return []
  if (draftId !== null && draftHasSection) return [unpublished(community, section)]
  return [isPublished || draftId !== null ? unknownSection(section) : unknown(community)]
}

const homeward: Warning = {
  pointer: '/target/community',
  code: 'self-reference',
  detail: 'The target is this community itself; that is never shown.',
}

const unpublished = (community: string, section: string | null): Warning => ({
  pointer: section === null ? '/target/community' : '/target/section',
  code: 'unpublished-target',
  detail: `“${section ?? community}” is not published yet. The cross-reference waits for that.`,
})

const unknown = (community: string): Warning => ({
  pointer: '/target/community',
  code: 'unknown-target',
  detail: `Nothing is known under “${community}”. The cross-reference waits until there is.`,
})

const unknownSection = (section: string | null): Warning => ({
  pointer: '/target/section',
  code: 'unknown-target',
  detail: `The target has no section “${section}”. The cross-reference waits until there is.`,
})
