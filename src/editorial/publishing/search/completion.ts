import type { Database, Db } from '../../../database/database.ts'
import { transactionally } from '../../../database/transactions.ts'
import { lockPublishing } from '../changes/store.ts'
import { storeRegionSuggestions, storeSearchRows } from './service.ts'
import { listUnsearchable, listUnsuggested } from './store.ts'

/** Few enough that publications wait for a moment only. */
const BATCH = 64

const beforeAll = '00000000-0000-0000-0000-000000000000'

/**
 * Makes everything found that was published before there was search; answers how many communities that were. Goes on
 * where it was cut off, and does nothing twice where several processes start at once.
 */
export async function completeSearch(
  { prisma }: Pick<Database, 'prisma'>,
  tell: (progress: string) => void,
): Promise<number> {
  await complete(prisma, listUnsuggested, storeRegionSuggestions, () => {})
  const completed = await complete(prisma, listUnsearchable, storeSearchRows, (count) => {
    if (count % (BATCH * 50) === 0) tell(`Made ${count} profiles searchable.`)
  })
  if (completed > 0) tell(`Made ${completed} profiles searchable.`)
  return completed
}

async function complete(
  prisma: Database['prisma'],
  listMissing: typeof listUnsearchable,
  storeRows: (tx: Db, ids: string[]) => Promise<void>,
  told: (count: number) => void,
): Promise<number> {
  let count = 0
  // Without the lock first: nearly always, nothing is missing.
  let [last] = await listMissing(prisma, beforeAll, 1)
  let after = beforeAll
  while (last !== undefined) {
    const ids = await transactionally(prisma, async (tx) => {
      await lockPublishing(tx)
      const missing = await listMissing(tx, after, BATCH)
      await storeRows(tx, missing)
      return missing
    })
    last = ids.at(-1)
    after = last ?? after
    count += ids.length
    if (ids.length > 0) told(count)
  }
  return count
}
