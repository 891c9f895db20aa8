import { communityKinds } from './community-kinds.ts'
import type { Entry } from './entry.ts'
import { regionKinds } from './region-kinds.ts'
import { regionRoles } from './region-roles.ts'
import { relations } from './relations.ts'
import { sectionKinds } from './section-kinds.ts'

/** Every closed list of the atlas under the name that its URL uses. */
export const vocabularies = {
  'community-kinds': { label: 'Community kinds', entries: communityKinds },
  'section-kinds': { label: 'Section kinds', entries: sectionKinds },
  relations: { label: 'Relations', entries: relations },
  'region-kinds': { label: 'Region kinds', entries: regionKinds },
  'region-roles': { label: 'Region roles', entries: regionRoles },
} as const satisfies Record<string, { label: string; entries: Record<string, Entry> }>

export type VocabularyName = keyof typeof vocabularies
export const vocabularyNames = Object.keys(vocabularies) as [VocabularyName]
