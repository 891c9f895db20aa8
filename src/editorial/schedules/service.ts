import { type Actor, localActor } from '../../authorship.ts'
import type { Database, Db } from '../../database/database.ts'
import { transactionally } from '../../database/transactions.ts'
import { recordRefusal } from '../../integration/audit/service.ts'
import { Problem } from '../../problem.ts'
import * as drafts from '../drafts/service.ts'
import { lockPublishing } from '../publishing/lock.ts'
import { publishIn, withdrawIn } from '../publishing/service.ts'
import * as store from './store.ts'

export const { listSteps } = store

interface Site {
  siteUrl: string
  now: () => Date
}

/**
 * Takes a scheduled step whose time has come, once: whoever holds its row decides, so that a step which is cancelled,
 * replaced or taken by another process is left alone. A refusal stays with the step for the editors to see; anything
 * else is thrown, so that the queue tries again.
 */
export async function takeScheduledStep(
  { prisma }: Pick<Database, 'prisma'>,
  id: string,
  site: Site,
): Promise<void> {
  const step = await store.findStep(prisma, id)
  if (!step) return
  const by = { ...localActor(step.createdBy), role: 'editor' as const }
  try {
    await transactionally(prisma, (tx) => take(tx, step, by, site))
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500 || error.type === 'busy') throw error
    const refusal = error
    await transactionally(prisma, (tx) => markRefused(tx, step, by, refusal, site.now()))
  }
}

/** Locks as publishing does: its own lock, then the draft, then what hangs on it. */
async function take(tx: Db, step: store.ScheduleRow, by: Actor, site: Site): Promise<void> {
  await lockPublishing(tx)
  await drafts.lockDraft(tx, step.draftId, by)
  if (!(await store.lockDueStep(tx, step.id))) return
  if (step.action === 'publication') {
    await publishIn(tx, step.draftId, { ...site, by, revision: step.revision ?? undefined })
  } else {
    await withdrawIn(tx, step.draftId, { ...site, by })
  }
  await store.deleteStep(tx, step.id)
}

async function markRefused(
  tx: Db,
  step: store.ScheduleRow,
  by: Actor,
  { type, title, status, message: detail, faults }: Problem,
  now: Date,
): Promise<void> {
  const draft = await drafts.lockDraft(tx, step.draftId, by)
  if (!(await store.lockDueStep(tx, step.id))) return
  const errors = faults.map((fault) => ({ ...fault }))
  const problem = { type: `/problems/${type}`, title, status, detail }
  await store.markFailed(tx, step.id, errors.length > 0 ? { ...problem, errors } : problem)
  await drafts.markTouched(tx, draft, by.author, now)
  const target = { type: 'community', id: draft.id, slug: draft.slug, revision: step.revision }
  await recordRefusal(tx, by, `schedule.${step.action}`, type, now, target)
}
