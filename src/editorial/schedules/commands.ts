import { newId } from '../../atlas/identity.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { recordAudit } from '../../integration/audit/service.ts'
import { type Precondition, requireCurrent } from '../../precondition.ts'
import { type Fault, unprocessable } from '../../problem.ts'
import type { Written } from '../../written.ts'
import {
  type DraftRow,
  draftTag,
  getContent,
  lockDraft,
  lockLiveDraft,
  markTouched,
} from '../drafts/service.ts'
import { scheduleBody } from './representation.ts'
import type { ScheduleOrder } from './schema.ts'
import * as store from './store.ts'

/** Replaces the schedule of a community. Throws 412 where it has moved on, 422 for impossible times and revisions. */
export async function scheduleCommunity(
  tx: Db,
  by: Authorship,
  reference: string,
  precondition: Precondition,
  order: ScheduleOrder,
): Promise<Written> {
  const draft = await lockLiveDraft(tx, reference, by)
  requireCurrent(precondition, draftTag(draft))
  const faults = faultsOf(draft, order, by.now)
  if (faults.length > 0) {
    throw unprocessable('invalid-content', 'The schedule cannot be kept; see errors.', faults)
  }
  const steps = stepsOf(draft, order, by)
  for (const { revision } of steps) if (revision) await getContent(tx, draft, revision)
  return replace(tx, by, draft, steps, 'community.scheduled')
}

/** Takes everything off the schedule of a community. What has begun to run is done before this, or not at all. */
export async function unscheduleCommunity(
  tx: Db,
  by: Authorship,
  reference: string,
  precondition: Precondition,
): Promise<Written> {
  // Also in the trash: nothing there has to wait for a time that comes to nothing.
  const draft = await lockDraft(tx, reference, by)
  requireCurrent(precondition, draftTag(draft))
  return replace(tx, by, draft, [], 'community.unscheduled')
}

async function replace(
  tx: Db,
  by: Authorship,
  draft: DraftRow,
  steps: store.NewStep[],
  action: string,
): Promise<Written> {
  const former = await store.listSteps(tx, draft.id)
  if (isSame(former, steps)) {
    return { entityTag: draftTag(draft), body: scheduleBody(draft, former) }
  }
  await store.replaceSteps(tx, draft.id, steps)
  const touched = await markTouched(tx, draft, by.author, by.now)
  await recordAudit(tx, by, action, { ...touched, type: 'community' })
  const rows = await store.listSteps(tx, draft.id)
  return { entityTag: draftTag(touched), body: scheduleBody(touched, rows) }
}

function stepsOf(
  draft: DraftRow,
  { publication, withdrawal }: ScheduleOrder,
  { author: createdBy, now: createdAt }: Authorship,
): store.NewStep[] {
  const common = { draftId: draft.id, createdBy, createdAt }
  const steps: store.NewStep[] = []
  if (publication) {
    const { at, revision = draft.revision } = publication
    steps.push({ id: newId(), action: 'publication', revision, dueAt: new Date(at), ...common })
  }
  if (withdrawal) {
    const dueAt = new Date(withdrawal.at)
    steps.push({ id: newId(), action: 'withdrawal', revision: null, dueAt, ...common })
  }
  return steps
}

/** Whether steps say what is planned already, and nothing was refused of it. */
const isSame = (former: store.ScheduleRow[], steps: store.NewStep[]): boolean =>
  former.length === steps.length &&
  former.every(({ action, revision, dueAt, problem }) =>
    steps.some(
      (step) =>
        problem === null &&
        step.action === action &&
        step.revision === revision &&
        new Date(step.dueAt).getTime() === dueAt.getTime(),
    ),
  )

function faultsOf(draft: DraftRow, { publication, withdrawal }: ScheduleOrder, now: Date): Fault[] {
  const faults: Fault[] = []
  if ((publication?.revision ?? 0) > draft.revision) {
    const detail = `There is no revision ${publication?.revision}: the newest is ${draft.revision}.`
    faults.push({ pointer: '/publication/revision', code: 'unknown-revision', detail })
  }
  for (const [name, step] of Object.entries({ publication, withdrawal })) {
    if (!step || new Date(step.at) > now) continue
    const pointer = `/${name}/at`
    faults.push({ pointer, code: 'in-the-past', detail: 'This time has passed.' })
  }
  if (publication && withdrawal && new Date(withdrawal.at) <= new Date(publication.at)) {
    const detail = 'The withdrawal has to come after the publication.'
    faults.push({ pointer: '/withdrawal/at', code: 'before-publication', detail })
  }
  return faults
}
