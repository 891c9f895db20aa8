import { localActor } from '../../authorship.ts'
import type { Database } from '../../database/database.ts'
import { exclusively } from '../../database/locks.ts'
import { transactionally } from '../../database/transactions.ts'
import { countKeys, createKey } from './service.ts'

/** The token of a first admin key for an atlas that never had a key; null for any other. */
export function makeFirstKey(database: Database, now: Date): Promise<string | null> {
  return exclusively(database.pool, 'culture-atlas.first-key', () =>
    transactionally(database.prisma, async (tx) => {
      if ((await countKeys(tx)) > 0) return null
      const by = { ...localActor('first start'), message: null, now }
      const wanted = {
        name: 'first admin',
        role: 'admin',
        expiresAt: null,
        requestsPerMinute: null,
      } as const
      return (await createKey(tx, by, { ...wanted, regions: [], communities: [] })).token
    }),
  )
}
