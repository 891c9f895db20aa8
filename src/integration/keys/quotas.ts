import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Database } from '../../database/database.ts'
import { bearerToken } from '../../http/caller.ts'
import type { Quota } from '../../http/rate-limit.ts'
import { findHolder } from './service.ts'

/** Reading with a key asks the database for it now and then, not each time. */
const rememberMs = 10_000
const mostKeys = 10_000

/** Finds the quota of the key that a request carries: its own one, or the usual one. Null where no key is valid. */
export function keyQuotas(
  { prisma }: Pick<Database, 'prisma'>,
  usual: number,
): (authorization: string, mayLookUp: () => boolean) => Promise<Quota | null> {
  const known = new LRUCache<string, { quota: Quota | null }>({ max: mostKeys, ttl: rememberMs })
  return async (authorization, mayLookUp) => {
    const place = createHash('sha256').update(authorization).digest('base64url')
    const found = known.get(place)
    if (found) return found.quota
    if (!mayLookUp()) return null
    const token = bearerToken(authorization)
    try {
      const key = token === null ? null : await findHolder(prisma, token, new Date())
      const quota = key && { holder: key.id, limit: key.requestsPerMinute ?? usual }
      known.set(place, { quota })
      return quota
    } catch {
      // Readers are answered from memory while the database is away; until it is back they count as everybody.
      return null
    }
  }
}
