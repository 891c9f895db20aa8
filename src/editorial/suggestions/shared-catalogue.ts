import type { Database } from '../../database/database.ts'
import { type Catalogue, emptyCatalogue, upToDate } from './catalogue.ts'

/**
 * One catalogue for all requests of a process. Each call answers one that is no older than the call; calls take turns,
 * so that a burst of requests reads what changed once.
 */
export function sharedCatalogue({ prisma }: Database): () => Promise<Catalogue> {
  let known = emptyCatalogue
  let lastTurn: Promise<unknown> = Promise.resolve()
  return () => {
    const turn = lastTurn.then(async () => {
      known = await upToDate(prisma, known)
      return known
    })
    // Who asked hears of a failure; the next one in line tries again.
    lastTurn = turn.catch(() => null)
    return turn
  }
}
