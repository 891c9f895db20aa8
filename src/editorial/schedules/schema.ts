import { z } from 'zod'
import { ProblemBody } from '../../http/problems.ts'
import { revisionNumber } from '../revisions/schema.ts'

/** RFC 3339 ends with the year 9999, in UTC too. */
const Time = z.iso
  .datetime({ offset: true })
  .refine((time) => new Date(time).getUTCFullYear() <= 9999, 'there is no such year in UTC')
  .meta({ description: 'RFC 3339, with any offset; answered in UTC.' })

/** When what is to happen. It replaces the whole schedule: what is absent or null does not happen. */
export const ScheduleOrder = z
  .strictObject({
    publication: z
      .strictObject({
        at: Time,
        revision: revisionNumber.optional().meta({
          description: 'The revision to publish; the newest one at this moment where left out.',
        }),
      })
      .nullable()
      .optional(),
    withdrawal: z.strictObject({ at: Time }).nullable().optional(),
  })
  .meta({ id: 'ScheduleOrder' })
export type ScheduleOrder = z.infer<typeof ScheduleOrder>

/** One thing that waits for its time, or was refused at its time. */
const ScheduledStep = z
  .object({
    at: z.iso.datetime(),
    revision: z.int().nullable().meta({ description: 'Of a publication.' }),
    status: z.enum(['scheduled', 'schedule_failed']),
    problem: ProblemBody.omit({ instance: true }).nullable().meta({
      description: 'What refused it at its time.',
    }),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
  })
  .meta({ id: 'ScheduledStep' })

/** What is to happen to a community, and when. */
export const Schedule = z
  .object({
    type: z.literal('schedule'),
    community: z.object({ type: z.literal('community'), id: z.uuid(), slug: z.string() }),
    publication: ScheduledStep.nullable(),
    withdrawal: ScheduledStep.nullable(),
  })
  .meta({ id: 'Schedule' })
