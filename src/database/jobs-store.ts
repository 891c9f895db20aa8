import type { Db } from './database.ts'

/** Adds a job to the queue, if and when the transaction commits; it runs not before its time. */
export async function addJob(tx: Db, worker: string, id: string, runAt: Date): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM graphile_worker.add_job(${worker}::text, json_build_object('id', ${id}::text),
      run_at => ${runAt}::timestamptz, job_key => ${`${worker} ${id}`}::text)`
}

/** Takes a job out of the queue that has not begun. */
export async function removeJob(tx: Db, worker: string, id: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM graphile_worker.remove_job(${`${worker} ${id}`}::text)`
}
