import type { Db } from '../../../database/database.ts'
import { addDeliveries } from '../../../integration/webhooks/fan-out/store.ts'
import { insertChanges, type NewChange } from './store.ts'

export type { NewChange } from './store.ts'

/** Tells the feed, and puts the changes on the lists of webhooks that want them. The publishing lock must be held. */
export async function recordChanges(tx: Db, changes: NewChange[]): Promise<void> {
  if (changes.length === 0) return
  const { first, last } = await insertChanges(tx, changes)
  await addDeliveries(tx, first, last)
}
