import type { Db } from '../../database/database.ts'
import { listContents, listDraftsAfter } from '../../editorial/drafts/restoring.ts'
import { restoreReferences } from '../../editorial/publishing/restoring.ts'
import { DumpFault } from '../fault.ts'

const atOnce = 64

/** Before all others (RFC 9562, 5.9). */
const nilId = '00000000-0000-0000-0000-000000000000'

/** Gives all communities that were stored their references. Throws a `DumpFault` where these form a cycle. */
export async function joinReferences(
  tx: Db,
  file: string,
  step: (communities: number) => void,
): Promise<void> {
  let drafts = await listDraftsAfter(tx, nilId, atOnce)
  while (drafts.length > 0) {
    const contents = await listContents(tx, drafts)
    const documents = [...contents].map(([id, content]) => ({ id, content }))
    await restoreReferences(tx, documents).catch((cause: unknown) => {
      if (!(cause instanceof Error)) throw cause
      throw new DumpFault(file, `Its references are refused: ${cause.message}`, null, { cause })
    })
    step(documents.length)
    drafts = await listDraftsAfter(tx, drafts.at(-1)?.id ?? nilId, atOnce)
  }
}
