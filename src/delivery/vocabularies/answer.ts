import type { Entry } from '../../atlas/vocabularies/entry.ts'
import type { RelationEntry } from '../../atlas/vocabularies/relations.ts'
import { type VocabularyName, vocabularies } from '../../atlas/vocabularies/vocabularies.ts'
import type { Vocabulary } from './schema.ts'

/** A closed list as it is sent. */
export function vocabularyAnswer(id: VocabularyName): Vocabulary {
  const { label, entries } = vocabularies[id]
  const named: [string, Entry | RelationEntry][] = Object.entries(entries)
  return {
    type: 'vocabulary',
    id,
    label,
    entries: named.map(([value, entry]) => ({
      value,
      label: entry.label,
      description: entry.description,
      equivalents: [...(entry.equivalents ?? [])],
      ...('inverse' in entry ? { inverse: entry.inverse, external: entry.external } : {}),
    })),
  }
}

/** All closed lists by name, with the number of their entries. */
export const vocabularySummaries = (Object.keys(vocabularies) as VocabularyName[])
  .toSorted()
  .map((id) => ({
    type: 'vocabulary' as const,
    id,
    label: vocabularies[id].label,
    entryCount: Object.keys(vocabularies[id].entries).length,
  }))
