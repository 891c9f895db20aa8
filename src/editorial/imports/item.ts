import type { Authorship } from '../../authorship.ts'
import type { Database, Db } from '../../database/database.ts'
import { rehearse } from '../../database/rehearsal.ts'
import { transactionally } from '../../database/transactions.ts'
import { recordRefusal } from '../../integration/audit/service.ts'
import { requireLiveKey } from '../../integration/keys/service.ts'
import { Problem } from '../../problem.ts'
import { lockPublishing } from '../publishing/lock.ts'
import { publishIn } from '../publishing/service.ts'
import type { Taking } from './document-item.ts'
import { asWarning } from './files.ts'
import { type ItemNotice, reasonsAt } from './refusal.ts'
import { keep, onceIn } from './runs.ts'
import type { ImportItem } from './schema.ts'
import type { Stored } from './storing.ts'

/** One thing to import. */
export interface Item {
  position: number
  /** SHA-256 of it as it was sent. */
  hash: Uint8Array<ArrayBuffer>
  slug: string | null
  /** What was noticed while it was read. */
  warnings: ItemNotice[]
  /** Stores it; throws what refuses it. */
  store: (tx: Db, by: Authorship) => Promise<Stored>
}

/** How an import over HTTP is done. */
export interface Import extends Taking {
  by: Omit<Authorship, 'now'>
  now: () => Date
  siteUrl: string
  dryRun: boolean
  publish: boolean
  /** Null where no `Idempotency-Key` names the import. */
  runId: string | null
}

/** Takes one item whole, in a transaction of its own, or refuses it whole; with a run, only once. */
export async function importItem(
  database: Database,
  item: Item,
  options: Import,
): Promise<ImportItem> {
  const { position, hash } = item
  const { runId, dryRun } = options
  const place = runId === null ? null : { runId, position, hash }
  const work = (tx: Db) => taken(tx, item, options)
  try {
    if (dryRun) return { ...(await rehearse(database.prisma, work)), revision: null }
    return await transactionally(database.prisma, (tx) =>
      place ? onceIn(tx, place, () => work(tx)) : work(tx),
    )
  } catch (error) {
    const errors = reasonsAt(position, error)
    if (!errors) throw error
    if (error instanceof Problem && error.refusesKey) {
      const { by, now } = options
      await recordRefusal(database.prisma, by, 'refused.importProfiles', error.type, now())
    }
    const result = refused(item, errors)
    return place && !dryRun ? keep(database, place, result) : result
  }
}

async function taken(tx: Db, item: Item, options: Import): Promise<ImportItem> {
  const { publish, siteUrl, now } = options
  const by = { ...options.by, now: now() }
  await requireLiveKey(tx, by, by.now)
  if (publish) await lockPublishing(tx)
  const { warnings, ...stored } = await item.store(tx, by)
  const result = {
    ...{ type: 'item' as const, position: item.position, ...stored },
    ...{ errors: [], warnings: [...item.warnings, ...warnings] },
  }
  if (!publish) return { ...result, publication: null }
  const shown = await publishIn(tx, stored.slug, { siteUrl, by, now })
  const told = [...shown.warnings, ...shown.waiting.map(asWarning)]
  return {
    ...result,
    publication: shown.outcome,
    warnings: [...result.warnings, ...told.map((message) => ({ line: item.position, message }))],
  }
}

const refused = ({ position, slug, warnings }: Item, errors: ItemNotice[]): ImportItem => ({
  ...{ type: 'item', position, slug, outcome: 'refused', revision: null, publication: null },
  ...{ errors, warnings },
})
