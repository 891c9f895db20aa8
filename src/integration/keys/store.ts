import type { Db } from '../../database/database.ts'
import type { ApiKey, Prisma } from '../../generated/prisma/client.ts'

export type KeyRow = ApiKey

export const findKey = (db: Db, id: string): Promise<KeyRow | null> =>
  db.apiKey.findUnique({ where: { id } })

export const insertKey = (tx: Db, key: Prisma.ApiKeyCreateInput): Promise<KeyRow> =>
  tx.apiKey.create({ data: key })

/** One page in the order of creation, and one row beyond it. */
export function listKeys(db: Db, after: string | null, limit: number): Promise<KeyRow[]> {
  return db.apiKey.findMany({
    where: after === null ? {} : { id: { gt: after } },
    orderBy: { id: 'asc' },
    take: limit + 1,
  })
}

export const countKeys = (db: Db): Promise<number> => db.apiKey.count()

/** False where it was revoked before. */
export async function markRevoked(tx: Db, id: string, revokedAt: Date): Promise<boolean> {
  const { count } = await tx.apiKey.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt },
  })
  return count === 1
}

/** Moves on the time of the last use, at most once a minute: reading must not cost a write each time. */
export async function markUsed(db: Db, id: string, now: Date): Promise<void> {
  const minuteAgo = new Date(now.getTime() - 60_000)
  await db.apiKey.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: minuteAgo } }] },
    data: { lastUsedAt: now },
  })
}

export const listAllKeys = (db: Db): Promise<KeyRow[]> =>
  db.apiKey.findMany({ orderBy: { id: 'asc' } })
