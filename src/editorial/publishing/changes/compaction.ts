import type { Database } from '../../../database/database.ts'
import { transactionally } from '../../../database/transactions.ts'
import { type Periodic, periodically } from '../../../periodically.ts'
import { deleteOldChanges } from './store.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** So many numbers go in one transaction. */
const BATCH = 20_000

/** Removes the changes before a time, the newest one apart; answers how many. Several processes may do so at once. */
export async function compactChanges(prisma: Database['prisma'], before: Date): Promise<number> {
  let removed = 0
  for (;;) {
    const batch = await transactionally(prisma, (tx) => deleteOldChanges(tx, before, BATCH))
    removed += batch.removed
    if (!batch.more) return removed
  }
}

/** Keeps the feed as long as it shall be, as long as the process runs. */
export function startCompaction(
  { prisma }: Pick<Database, 'prisma'>,
  keptDays: number,
  now: () => Date,
  warn: (error: unknown) => void,
): Periodic {
  return periodically(hourMs, async () => {
    await compactChanges(prisma, new Date(now().getTime() - keptDays * dayMs)).catch(warn)
  })
}
