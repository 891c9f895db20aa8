import type { CommunityKind } from '../../atlas/vocabularies/community-kinds.ts'
import type { Authorship } from '../../authorship.ts'
import type { Proposal } from './proposal.ts'
import type { ItemNotice } from './refusal.ts'
import type { ImportItem } from './schema.ts'

interface Read {
  position: number
  /** SHA-256 of it as it was sent. */
  hash: Uint8Array<ArrayBuffer>
  bytes: number
  slug: string | null
  /** What was noticed while it was read. */
  warnings: ItemNotice[]
}

/** One thing to import, or what refuses it already. */
export type Item = Read & ({ proposal: Proposal } | { error: unknown })

/** How documents and profiles are taken. */
export interface Taking {
  /** The kind of communities for which the import states none. */
  kind: CommunityKind | null
  /** Whether to replace a draft that somebody edited since its last import. */
  overwrite: boolean
}

/** How an import is done. */
export interface Import extends Taking {
  by: Omit<Authorship, 'now'>
  now: () => Date
  siteUrl: string
  /** Whether to store nothing and only say what would happen. */
  dryRun: boolean
  publish: boolean
  /** Null where no `Idempotency-Key` names the import. */
  runId: string | null
}

/** What is said of an item that was refused. */
export const refusedItem = (
  { position, slug, warnings }: Item,
  errors: ItemNotice[],
): ImportItem => ({
  ...{ type: 'item', position, slug, outcome: 'refused', revision: null, publication: null },
  ...{ errors, warnings },
})
