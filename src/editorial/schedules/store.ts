import { z } from 'zod'
import type { Db } from '../../database/database.ts'
import { sql } from '../../database/queryable.ts'
import type { Prisma, Schedule } from '../../generated/prisma/client.ts'

export type ScheduleRow = Schedule
export type NewStep = Prisma.ScheduleCreateManyInput

export const listSteps = (db: Db, draftId: string): Promise<ScheduleRow[]> =>
  db.schedule.findMany({ where: { draftId } })

export const findStep = (db: Db, id: string): Promise<ScheduleRow | null> =>
  db.schedule.findUnique({ where: { id } })

/** The ids of the steps that are due by the clock of the database and were not refused, the longest due first. */
export async function listDueSteps(db: Db): Promise<string[]> {
  const rows = await sql(db)`
    SELECT id::text FROM editorial.schedule
    WHERE problem IS NULL AND due_at <= clock_timestamp() ORDER BY due_at, id LIMIT 100`
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id)
}

/** Puts these steps in the place of all that a draft has. */
export async function replaceSteps(tx: Db, draftId: string, steps: NewStep[]): Promise<void> {
  await tx.schedule.deleteMany({ where: { draftId } })
  await tx.schedule.createMany({ data: steps })
}

/** Holds a step that is due by the clock of the database and was not refused before; false where it is not there, or not so. */
export async function lockDueStep(tx: Db, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw`
    SELECT id::text FROM editorial.schedule
    WHERE id = ${id}::uuid AND problem IS NULL AND due_at <= clock_timestamp() FOR UPDATE`
  return z.array(z.unknown()).parse(rows).length === 1
}

export async function deleteStep(tx: Db, id: string): Promise<void> {
  await tx.schedule.delete({ where: { id } })
}

export async function markFailed(
  tx: Db,
  id: string,
  problem: Prisma.InputJsonObject,
): Promise<void> {
  await tx.schedule.update({ where: { id }, data: { problem } })
}
