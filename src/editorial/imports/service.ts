import { parseDocument, type RegionNames } from '../../atlas/document/document.ts'
import type { Actor } from '../../authorship.ts'
import type { Database } from '../../database/database.ts'
import { rehearse } from '../../database/rehearsal.ts'
import { transactionally } from '../../database/transactions.ts'
import { documentProposal } from './document-item.ts'
import type { Taking } from './item.ts'
import { type ItemNotice, reasonsAt } from './refusal.ts'
import { storeProposal } from './storing.ts'

export interface ImportRequest extends Taking {
  regions: RegionNames
  /** Whether to store nothing and only say what would happen. */
  dryRun: boolean
  by: Actor
  now: Date
}

export interface ImportResult {
  outcome: 'created' | 'updated' | 'unchanged' | 'refused'
  slug: string | null
  revision: number | null
  /** Why the document was refused; nothing of it is stored then. */
  errors: ItemNotice[]
  warnings: ItemNotice[]
}

/** Stores one document as a new revision of the community it is about. Refuses it whole or takes it whole. */
export async function importDocument(
  { prisma }: Pick<Database, 'prisma'>,
  bytes: Uint8Array,
  request: ImportRequest,
): Promise<ImportResult> {
  const parsed = parseDocument(bytes, request.regions)
  const { warnings } = parsed
  if (!parsed.ok) {
    return { outcome: 'refused', slug: null, revision: null, errors: parsed.errors, warnings }
  }
  const { document } = parsed
  const by = { ...request.by, message: 'Imported from a document', now: request.now }
  const run = request.dryRun ? rehearse : transactionally
  try {
    const { outcome, draft, ...stored } = await run(prisma, (tx) =>
      storeProposal(tx, by, documentProposal(document, request.kind), {
        overwrite: request.overwrite,
        publish: false,
      }),
    )
    const revision = request.dryRun ? null : draft.revision
    const told = [...warnings, ...stored.warnings]
    return { outcome, slug: draft.slug, revision, errors: [], warnings: told }
  } catch (error) {
    const errors = reasonsAt(1, error)
    if (!errors) throw error
    return { outcome: 'refused', slug: document.slug, revision: null, errors, warnings }
  }
}
