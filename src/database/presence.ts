import type pg from 'pg'

/** Marks the advisory locks that say that workers are alive; the second half of each is made of their name. */
const PRESENCE = 1_635_019_123

/**
 * Shows on a connection that workers are alive, for as long as it stands; they take no job before. Postgres notices at once when a process is
 * killed, and within half a minute when its machine or the network is gone.
 */
export async function holdPresence(connection: pg.Client, workers: string): Promise<void> {
  await connection.query(
    'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3',
  )
  await connection.query('SELECT pg_advisory_lock($1::int, hashtext($2))', [PRESENCE, workers])
}

/**
 * Gives back the jobs of workers that are gone. The queue by itself would wait for four hours, as it cannot tell a dead
 * worker from one that takes long.
 */
export async function freeOrphans(connection: pg.Client): Promise<void> {
  await connection.query({
    name: 'free orphans',
    text: `SELECT graphile_worker.force_unlock_workers(dead.ids) FROM (
        SELECT array_agg(w.locked_by) AS ids FROM (
          SELECT j.locked_by FROM graphile_worker._private_jobs j WHERE j.locked_by IS NOT NULL UNION
          SELECT q.locked_by FROM graphile_worker._private_job_queues q WHERE q.locked_by IS NOT NULL
        ) w WHERE NOT EXISTS (
          SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1::bigint
            AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
            AND l.objid::bigint = hashtext(w.locked_by)::bigint & 4294967295
        ) HAVING count(*) > 0
      ) dead`,
    values: [PRESENCE],
  })
}
