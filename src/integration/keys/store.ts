import { z } from 'zod'
import type { Db } from '../../database/database.ts'
import { sql } from '../../database/queryable.ts'
import { type ApiKey, KeyRole, type Prisma } from '../../generated/prisma/client.ts'

export type KeyRow = ApiKey

const FoundKey = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(KeyRole),
  hash: z.custom<KeyRow['hash']>((value) => value instanceof Uint8Array),
  regionIds: z.array(z.string()),
  communityIds: z.array(z.string()),
  createdAt: z.date(),
  createdBy: z.string(),
  expiresAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
  requestsPerMinute: z.int().nullable(),
}) satisfies z.ZodType<KeyRow>

/** Asked for with every request that has a key, so it is sent by hand. */
export async function findKey(db: Db, id: string): Promise<KeyRow | null> {
  const rows = await sql(db)`
    SELECT id::text, name, role::text, hash, region_ids::text[] AS "regionIds", community_ids::text[] AS "communityIds",
      created_at AS "createdAt", created_by AS "createdBy", expires_at AS "expiresAt", revoked_at AS "revokedAt",
      last_used_at AS "lastUsedAt", requests_per_minute AS "requestsPerMinute"
    FROM editorial.api_key WHERE id = ${id}::uuid`
  return z.array(FoundKey).parse(rows)[0] ?? null
}

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

/** Asked for at each start, where Prisma would take longer to wake up than all else. */
export async function countKeys(db: Db): Promise<number> {
  const rows = await sql(db)`SELECT count(*)::int AS count FROM editorial.api_key`
  return z.tuple([z.object({ count: z.int() })]).parse(rows)[0].count
}

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
