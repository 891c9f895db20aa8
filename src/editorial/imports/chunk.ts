import type { Authorship } from '../../authorship.ts'
import type { Database, Db } from '../../database/database.ts'
import { rehearse } from '../../database/rehearsal.ts'
import { transactionally } from '../../database/transactions.ts'
import { recordRefusal } from '../../integration/audit/service.ts'
import { requireLiveKey } from '../../integration/keys/service.ts'
import { Problem } from '../../problem.ts'
import { lockPublishing } from '../publishing/lock.ts'
import { deferSorting } from '../publishing/search/service.ts'
import { type Publication, publishLocked } from '../publishing/service.ts'
import { asWarning } from '../publishing/waiting.ts'
import { inHalves } from './halves.ts'
import { type Import, type Item, refusedItem } from './item.ts'
import { reasonsAt } from './refusal.ts'
import { onceIn } from './runs.ts'
import type { ImportItem } from './schema.ts'
import { type Stored, storeProposals } from './storing.ts'

/**
 * Takes items, each about another community, in one transaction: each whole, or refused whole; with a run, only once.
 * Where one that is refused would undo the others, in several. Gives the results in order, each part once it is stored.
 */
export const importChunk = (
  database: Database,
  items: readonly Item[],
  options: Import,
): AsyncGenerator<ImportItem[]> =>
  inHalves(
    items,
    (some) => take(database, some, options),
    (error) => reasonsAt(1, error) !== null,
    (item, error) => take(database, [{ ...item, error }], options),
  )

async function take(
  { prisma }: Database,
  items: readonly Item[],
  options: Import,
): Promise<ImportItem[]> {
  const { runId, dryRun, by, now } = options
  let refusedKeys: Problem[] = []
  const work = async (tx: Db, some: readonly Item[]) => {
    const taken = await takeIn(tx, some, options)
    refusedKeys = taken.flatMap(({ error }) =>
      error instanceof Problem && error.refusesKey ? [error] : [],
    )
    return taken.map(({ result }) => result)
  }
  const results = dryRun
    ? (await rehearse(prisma, (tx) => work(tx, items))).map(unstored)
    : await transactionally(prisma, (tx) =>
        runId === null ? work(tx, items) : onceIn(tx, runId, items, (some) => work(tx, some)),
      )
  for (const { type } of refusedKeys) {
    await recordRefusal(prisma, by, 'refused.importProfiles', type, now())
  }
  return results
}

const unstored = (result: ImportItem): ImportItem => ({ ...result, revision: null })

interface Taken {
  result: ImportItem
  error?: unknown
}

async function takeIn(tx: Db, items: readonly Item[], options: Import): Promise<Taken[]> {
  const { publish } = options
  const by = { ...options.by, now: options.now() }
  const proposed = items.filter((item) => 'proposal' in item && !('error' in item))
  if (proposed.length > 0) {
    await requireLiveKey(tx, by, by.now)
    if (publish) {
      await lockPublishing(tx)
      await deferSorting(tx)
    }
  }
  const proposals = proposed.flatMap((item) => ('proposal' in item ? [item.proposal] : []))
  const outcomes = await storeProposals(tx, by, proposals, options)
  const stored = outcomes.flatMap((outcome) => ('draft' in outcome ? [outcome] : []))
  const publications = publish ? await publishStored(tx, by, stored, options) : []
  return items.map((item) => {
    const outcome = 'error' in item ? item : outcomes[proposed.indexOf(item)]
    if (!outcome || 'error' in outcome) return refusal(item, outcome?.error)
    return { result: takenItem(item, outcome, publications[stored.indexOf(outcome)]) }
  })
}

const publishStored = (
  tx: Db,
  by: Authorship,
  stored: Stored[],
  { siteUrl, now }: Import,
): Promise<Publication[]> =>
  publishLocked(
    tx,
    stored.map(({ draft, content }) => ({ draft, revision: draft.revision, content })),
    { by, siteUrl },
    now(),
  )

function refusal(item: Item, error: unknown): Taken {
  const errors = reasonsAt(item.position, error)
  if (!errors) throw error
  return { result: refusedItem(item, errors), error }
}

function takenItem(
  { position, warnings }: Item,
  { outcome, draft, warnings: told }: Stored,
  publication: Publication | undefined,
): ImportItem {
  const { slug, revision } = draft
  const shown = publication ? [...publication.warnings, ...publication.waiting.map(asWarning)] : []
  return {
    ...{ type: 'item', position, slug, outcome, revision },
    publication: publication?.outcome ?? null,
    errors: [],
    warnings: [...warnings, ...told, ...shown.map((message) => ({ line: position, message }))],
  }
}
