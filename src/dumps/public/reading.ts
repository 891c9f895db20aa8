import { ZodError } from 'zod'
import type { Db } from '../../database/database.ts'
import { listSlugs, listStandingIds } from '../../editorial/publishing/restoring.ts'
import { DumpFault } from '../fault.ts'
import type { DumpLine } from '../file.ts'
import type { CommunityItem } from './lines.ts'
import { linksIn } from './links.ts'
import { profileOf, type ReadProfile, sectionsOf } from './profile.ts'

/** Makes documents of communities. Throws a `DumpFault` where one could not have been published. */
export async function readProfiles(
  tx: Db,
  file: string,
  group: readonly CommunityItem[],
): Promise<{ line: DumpLine; profile: ReadProfile }[]> {
  const written = group.map(({ line, resource }) => {
    const sections = sectionsOf(resource)
    return { line, community: resource, sections, links: linksIn(sections) }
  })
  const references = group.flatMap(({ resource }) => resource.crossReferences)
  const ids = await listStandingIds(
    tx,
    references.map(({ id }) => id),
  )
  const isTaken = (id: string): boolean => {
    const taken = ids.has(id)
    ids.add(id)
    return taken
  }
  const slugs = written.flatMap(({ links }) => links.map((link) => link.written))
  const published = await listSlugs(tx, [...new Set(slugs)])
  return written.map(({ line, ...profile }) => {
    try {
      return { line, profile: profileOf(profile, { published, isTaken }) }
    } catch (error) {
      if (!(error instanceof ZodError)) throw error
      const [issue] = error.issues
      const reason = `It is no profile (${issue?.path.join('/')}: ${issue?.message}).`
      throw new DumpFault(file, reason, line.number)
    }
  })
}
