import { type Actor, localActor } from '../../authorship.ts'
import type { Database, Db } from '../../database/database.ts'
import { transactionally } from '../../database/transactions.ts'
import { recordAudit, recordRefusal } from '../../integration/audit/service.ts'
import { Problem } from '../../problem.ts'
import * as drafts from '../drafts/service.ts'
import type { Site } from '../publishing/commands.ts'
import { lockPublishing } from '../publishing/lock.ts'
import { publishIn, withdrawIn } from '../publishing/service.ts'
import * as store from './store.ts'

export const { listSteps } = store

/** The ids of the steps whose time has come, the longest due first. */
export const listDueSteps = ({ prisma }: Pick<Database, 'prisma'>): Promise<string[]> =>
  store.listDueSteps(prisma)

/**
 * Takes a scheduled step whose time has come, once: whoever holds its row decides, so that a step which is cancelled,
 * replaced or taken by another process is left alone. A refusal stays with the step for the editors to see; anything
 * else is thrown, and the step stays due.
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
  const draft = await drafts.lockDraft(tx, step.draftId, by)
  if (!(await store.lockDueStep(tx, step.id))) return
  await store.deleteStep(tx, step.id)
  if (step.action === 'withdrawal') {
    await withdrawIn(tx, step.draftId, { ...site, by })
    return
  }
  const order = { ...site, by, revision: step.revision ?? undefined }
  const { outcome } = await publishIn(tx, step.draftId, order)
  if (outcome !== 'unchanged') return
  // Somebody published it by hand: what is left to tell is that the schedule is empty now.
  const now = site.now()
  const touched = await drafts.markTouched(tx, draft, by.author, now)
  const authorship = { ...by, message: null, now }
  await recordAudit(tx, authorship, 'community.unscheduled', { ...touched, type: 'community' })
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
