import type { Content } from '../../../atlas/content.ts'
import type { Db } from '../../../database/database.ts'
import { listPublishedTargets } from './store.ts'
import { type PublishedTarget, writtenTargets } from './targets.ts'

/** What is published of all that documents name, asked for once: answers it for each of them. */
export async function listTargets(
  db: Db,
  contents: Content[],
): Promise<(content: Content) => PublishedTarget[]> {
  const found = await targetsNamed(db, contents.flatMap(writtenTargets), namedInSections(contents))
  return (content) => found(writtenTargets(content))
}

/**
 * What is published under names, with its sections for those in `inSections`, asked for once: gives a function that picks
 * that of some.
 */
export async function targetsNamed(
  db: Db,
  names: string[],
  inSections: string[],
): Promise<(some: string[]) => PublishedTarget[]> {
  const published = await listPublishedTargets(db, [...new Set(names)], inSections)
  const byName = new Map(published.map((target) => [target.written, target]))
  return (some) => some.flatMap((name) => byName.get(name) ?? [])
}

/** Reading the sections of all that is named costs more than all the rest, and few references are to a section. */
const namedInSections = (contents: Content[]): string[] =>
  contents.flatMap(({ crossReferences }) =>
    crossReferences.flatMap(({ target }) =>
      'section' in target ? [target.community.toLowerCase()] : [],
    ),
  )
