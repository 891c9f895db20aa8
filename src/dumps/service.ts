import type { Authorship } from '../authorship.ts'
import type { Database } from '../database/database.ts'
import { atLength } from '../database/transactions.ts'
import { completeSearch } from '../editorial/publishing/search/completion.ts'
import { loadEditorial } from './editorial/loading.ts'
import { DumpFault } from './fault.ts'
import { kindOf, readLines } from './file.ts'
import { loadPublic } from './public/loading.ts'

export interface Loading {
  siteUrl: string
  by: Authorship
  /** Told as it goes on. */
  done: (steps: number, of: number) => void
  tell: (progress: string) => void
}

export interface Loaded {
  kind: 'editorial' | 'public'
  communities: number
}

/**
 * Loads a dump into an atlas in which nobody has written yet: all of it or, where anything goes wrong, nothing. Throws
 * a `DumpFault`.
 */
export async function loadDump(
  { prisma }: Pick<Database, 'prisma'>,
  file: string,
  { siteUrl, by, done, tell }: Loading,
): Promise<Loaded> {
  const lines = readLines(file)
  const { value: first } = await lines.next()
  const kind = first ? kindOf(first) : null
  if (!first || kind === null) throw new DumpFault(file, 'It is no dump: its first line says so.')
  try {
    const communities = await atLength(prisma, async (tx) => {
      if (kind === 'editorial') return loadEditorial(tx, file, first, lines, done)
      return (await loadPublic(tx, file, first, { siteUrl, by, done })).communities
    })
    // From here on all is there; where this is cut off, the next start goes on with it.
    await completeSearch({ prisma }, tell)
    return { kind, communities }
  } finally {
    await lines.return()
  }
}
