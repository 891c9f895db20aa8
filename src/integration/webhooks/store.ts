import { z } from 'zod'
import type { Db } from '../../database/database.ts'
import { sql } from '../../database/queryable.ts'
import type { Prisma } from '../../generated/prisma/client.ts'

/** All but the secrets, which nothing that answers ever reads. */
const shown = {
  id: true,
  url: true,
  events: true,
  regionIds: true,
  kinds: true,
  enabled: true,
  disabledReason: true,
  version: true,
  createdAt: true,
  createdBy: true,
  updatedAt: true,
} satisfies Prisma.WebhookSelect

export type WebhookRow = Prisma.WebhookGetPayload<{ select: typeof shown }>

export async function hasWebhooks(db: Db): Promise<boolean> {
  const rows = await sql(db)`SELECT 1 FROM editorial.webhook LIMIT 1`
  return rows.length > 0
}

export const insertWebhook = (tx: Db, webhook: Prisma.WebhookCreateInput): Promise<WebhookRow> =>
  tx.webhook.create({ data: webhook, select: shown })

export const findWebhook = (db: Db, id: string): Promise<WebhookRow | null> =>
  db.webhook.findUnique({ where: { id }, select: shown })

/** Holds a webhook to the end of the transaction, but not those who add deliveries to it; null where there is none. */
export async function lockWebhook(tx: Db, id: string): Promise<WebhookRow | null> {
  await tx.$queryRaw`SELECT id::text FROM editorial.webhook WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  return findWebhook(tx, id)
}

export const updateWebhook = (
  tx: Db,
  id: string,
  change: Prisma.WebhookUpdateInput,
): Promise<WebhookRow> =>
  tx.webhook.update({
    where: { id },
    data: { ...change, version: { increment: 1 } },
    select: shown,
  })

export async function deleteWebhook(tx: Db, id: string): Promise<void> {
  await tx.webhook.delete({ where: { id }, select: { id: true } })
}

const Secrets = z.object({ secret: z.string(), formerSecrets: z.unknown() })

/** For replacing them. */
export async function findSecrets(tx: Db, id: string) {
  const select = { secret: true, formerSecrets: true }
  return Secrets.parse(await tx.webhook.findUnique({ where: { id }, select }))
}

/** One page in the order of creation, and one row beyond it. */
export const listWebhooks = (db: Db, after: string | null, limit: number): Promise<WebhookRow[]> =>
  db.webhook.findMany({
    where: after === null ? {} : { id: { gt: after } },
    select: shown,
    orderBy: { id: 'asc' },
    take: limit + 1,
  })

export const countWebhooks = (db: Db): Promise<number> => db.webhook.count()
