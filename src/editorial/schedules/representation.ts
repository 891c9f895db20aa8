import type { DraftRow } from '../drafts/service.ts'
import type { ScheduleRow } from './store.ts'

/** The schedule of a community as it is shown. */
export function scheduleBody({ id, slug }: DraftRow, steps: ScheduleRow[]) {
  const stepFor = (action: ScheduleRow['action']) => {
    const step = steps.find((row) => row.action === action)
    return step ? stepBody(step) : null
  }
  return {
    type: 'schedule' as const,
    community: { type: 'community' as const, id, slug },
    publication: stepFor('publication'),
    withdrawal: stepFor('withdrawal'),
  }
}

function stepBody({ dueAt, revision, problem, createdAt, createdBy }: ScheduleRow) {
  return {
    at: dueAt.toISOString(),
    revision,
    status: problem === null ? ('scheduled' as const) : ('schedule_failed' as const),
    problem,
    createdAt: createdAt.toISOString(),
    createdBy,
  }
}
