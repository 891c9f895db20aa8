import type { Database, Db } from './database.ts'
import { transactionally } from './transactions.ts'

/** Ends the transaction of a rehearsal. */
class Rehearsed extends Error {}

/** Does something in one transaction and takes it back: what it answers is what would happen. */
export async function rehearse<T>(
  prisma: Database['prisma'],
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  const results: T[] = []
  try {
    return await transactionally(prisma, async (tx) => {
      results.push(await work(tx))
      throw new Rehearsed()
    })
  } catch (error) {
    const result = results.at(-1)
    if (error instanceof Rehearsed && result !== undefined) return result
    throw error
  }
}
