import { localActor } from '../../../authorship.ts'
import { transactionally } from '../../../database/transactions.ts'
import { recordAudit } from '../../audit/service.ts'
import type { Delivering } from './delivering.ts'
import { markDisabled } from './store.ts'

/** Whom the record names for what no person did. */
const courier = localActor('webhook delivery')

/** Takes a webhook off whose receiver says that it is gone for good. Answers whether it was on. */
export const disableGone = (context: Delivering, webhookId: string): Promise<boolean> =>
  disable(context, webhookId, 'gone', null)

/** Takes a webhook off that has been failing for too long; leaves any other as it is. */
export const disableFailing = (context: Delivering, webhookId: string): Promise<boolean> =>
  disable(context, webhookId, 'failing', context.disableAfterMs)

async function disable(
  { database, now, notice }: Delivering,
  id: string,
  reason: 'gone' | 'failing',
  afterMs: number | null,
): Promise<boolean> {
  const at = now()
  const failingBefore = afterMs === null ? null : new Date(at.getTime() - afterMs)
  const isDisabled = await transactionally(database.prisma, async (tx) => {
    if (!(await markDisabled(tx, id, reason, failingBefore, at))) return false
    const by = { ...courier, message: null, now: at }
    await recordAudit(tx, by, `webhook.disabled_${reason}`, { type: 'webhook', id })
    return true
  })
  if (isDisabled) notice(id, reason)
  return isDisabled
}
