import type { Content } from '../../../atlas/content.ts'
import type { Db } from '../../../database/database.ts'
import { listPublishedTargets } from './store.ts'
import { type PublishedTarget, writtenTargets } from './targets.ts'

/** What is published of all that documents name, asked for once: answers it for each of them. */
export async function listTargets(
  db: Db,
  contents: Content[],
): Promise<(content: Content) => PublishedTarget[]> {
  const written = [...new Set(contents.flatMap(writtenTargets))]
  const published = await listPublishedTargets(db, written, namedInSections(contents))
  const byName = new Map(published.map((target) => [target.written, target]))
  return (content) => writtenTargets(content).flatMap((name) => byName.get(name) ?? [])
}

/** Reading the sections of all that is named costs more than all the rest, and few references are to a section. */
const namedInSections = (contents: Content[]): string[] =>
  contents.flatMap(({ crossReferences }) =>
    crossReferences.flatMap(({ target }) =>
      'section' in target ? [target.community.toLowerCase()] : [],
    ),
  )
