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
  const published = await listPublishedTargets(db, written)
  const byName = new Map(published.map((target) => [target.written, target]))
  return (content) => writtenTargets(content).flatMap((name) => byName.get(name) ?? [])
}
