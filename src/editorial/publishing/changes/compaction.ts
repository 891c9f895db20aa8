import type { Database } from '../../../database/database.ts'
import { type Periodic, periodically } from '../../../periodically.ts'
import { deleteOldChanges } from './store.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Removes the changes before a time, the newest one apart; answers how many. Several processes may do so at once. */
export function compactChanges(prisma: Database['prisma'], before: Date): Promise<number> {
  return prisma.$transaction((tx) => deleteOldChanges(tx, before))
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
