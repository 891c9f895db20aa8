import { z } from 'zod'
import type { Db } from '../../../database/database.ts'
import type { Prisma, WebhookDelivery } from '../../../generated/prisma/client.ts'

export type DeliveryRow = WebhookDelivery

export interface DeliveryFilter {
  webhookId: string
  status?: string | undefined
}

const Position = z.tuple([z.iso.datetime(), z.uuid()])

/** One page, the newest first, and one row beyond it. */
export function listDeliveries(
  db: Db,
  filter: DeliveryFilter,
  after: readonly unknown[] | undefined,
  limit: number,
): Promise<DeliveryRow[]> {
  const conditions = [conditionsOf(filter)]
  if (after) {
    const [createdAt, id] = Position.parse(after)
    conditions.push({ OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] })
  }
  return db.webhookDelivery.findMany({
    where: { AND: conditions },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
}

export const countDeliveries = (db: Db, filter: DeliveryFilter): Promise<number> =>
  db.webhookDelivery.count({ where: conditionsOf(filter) })

const conditionsOf = ({ webhookId, status }: DeliveryFilter): Prisma.WebhookDeliveryWhereInput => ({
  webhookId,
  ...(status === undefined ? {} : { status }),
})

export const findDelivery = (db: Db, webhookId: string, id: string): Promise<DeliveryRow | null> =>
  db.webhookDelivery.findFirst({ where: { webhookId, id } })
