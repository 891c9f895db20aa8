import { open } from 'node:fs/promises'
import type { Database } from '../../database/database.ts'
import { isUnreadable } from './documents.ts'
import type { Import } from './item.ts'
import { profileItems } from './items.ts'
import { resultsOf } from './progress.ts'
import type { ImportItem } from './schema.ts'

/** A file of profiles, one a line, as an import over HTTP takes them too. */
export const isProfileFile = (path: string): boolean => /\.(ndjson|jsonl)$/i.test(path)

/** What became of one profile, or of a whole file that cannot be read. */
export interface ProfileResult extends Omit<ImportItem, 'type'> {
  file: string
}

/** Imports the profiles of a file; gives what became of each once it is stored, and keeps none in memory. */
export async function* importProfileFile(
  database: Database,
  file: string,
  options: Import,
): AsyncGenerator<ProfileResult> {
  const handle = await open(file).catch((error: unknown) => {
    if (!isUnreadable(error)) throw error
    return error.message
  })
  if (typeof handle === 'string') {
    yield unreadable(file, handle)
    return
  }
  try {
    for await (const results of resultsOf(database, profileItems(handle, options), options)) {
      for (const { type: _type, ...result } of results) yield { file, ...result }
    }
  } finally {
    await handle.close()
  }
}

const unreadable = (file: string, reason: string): ProfileResult => ({
  ...{ file, position: 1, slug: null, outcome: 'refused', revision: null, publication: null },
  errors: [{ line: 1, message: `cannot be read: ${reason}` }],
  warnings: [],
})
