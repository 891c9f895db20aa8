import type { z } from 'zod'
import { type Delivery, StoredDelivery } from './schema.ts'
import type { DeliveryRow } from './store.ts'

/** A delivery as it is shown. */
export function deliveryBody(row: DeliveryRow): z.infer<typeof Delivery> {
  const { id, eventId, seq } = row
  return {
    type: 'webhook_delivery',
    id,
    eventId,
    ...StoredDelivery.parse(row),
    seq: seq === null ? null : Number(seq),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    nextTryAt: row.nextTryAt?.toISOString() ?? null,
  }
}
