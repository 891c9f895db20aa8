import { z } from 'zod'
import type { Db } from '../../../database/database.ts'
import { sql, sqlLater } from '../../../database/queryable.ts'
import type { Prisma } from '../../../generated/prisma/client.ts'

export type NewChange = Omit<Prisma.ChangeCreateManyInput, 'seq'>

/** The lock under which everything public changes. Held to the end of the transaction, so `seq` is commit order. */
export async function lockPublishing(tx: Db): Promise<void> {
  // Waiting in the queue is no runaway statement: it has a limit of its own, below that of the transaction.
  await sqlLater(tx)`SET LOCAL lock_timeout = '45s'`
  await sqlLater(tx)`SET LOCAL statement_timeout = 0`
  await sql(tx)`SELECT pg_advisory_xact_lock(hashtext('culture-atlas.publishing'))`
  await sqlLater(tx)`SET LOCAL statement_timeout TO DEFAULT`
  // A publication looks up all by keys. A connection plans its statements once, and where the atlas is all but empty then,
  // to read whole tables would seem the shortest way, and be taken for ever after. What was planned before stays so.
  await sqlLater(tx)`SET LOCAL enable_seqscan = off`
}

/** Which numbers changes have, both ends included. */
const Numbered = z.object({ first: z.string(), last: z.string() })
type Numbered = z.infer<typeof Numbered>

/** Adds to the feed and wakes whoever listens; there must be something to add. The publishing lock must be held. */
export async function insertChanges(tx: Db, changes: NewChange[]): Promise<Numbered> {
  const rows = changes.map((change, index) => ({ place: index + 1, ...change }))
  const numbered = await sql(tx)`
    WITH added AS (
      INSERT INTO published.change (seq, op, type, id, slug, kind, revision, into_id, region_ids, tags, at)
      SELECT last.seq + w.place, w.op, w.type, w.id, w.slug, w.kind, w.revision, w."intoId", w."regionIds", w.tags, w.at
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS w(place int, op text, type text, id uuid, slug text,
        kind text, revision int, "intoId" uuid, "regionIds" uuid[], tags text[], at timestamptz)
      CROSS JOIN (SELECT COALESCE(max(seq), 0) AS seq FROM published.change) last
      RETURNING seq
    )
    SELECT pg_notify('atlas_changes', max(seq)::text), min(seq)::text AS first, max(seq)::text AS last FROM added`
  return Numbered.parse(numbered[0])
}

/** Begins a feed with what is told here, and lets nobody read it: it was so from the beginning. */
export async function endFeed(tx: Db, change: NewChange): Promise<void> {
  await insertChanges(tx, [change])
  await sql(tx)`UPDATE published.feed_horizon SET seq = (SELECT max(seq) FROM published.change)`
}

/** What the feed said last of a community itself. */
export function findLastChange(tx: Db, id: string) {
  return tx.change.findFirst({
    where: { id, type: 'community' },
    select: { slug: true, kind: true, revision: true },
    orderBy: { seq: 'desc' },
  })
}

/**
 * Removes the changes before the first one that is not older than a time, and moves the horizon of the feed on, by at most
 * `most` numbers; answers how many went and whether there is more to do. The newest stays, as numbers go on from it, and
 * so does what was last said of a community that was withdrawn: a merge repeats it.
 */
export async function deleteOldChanges(
  tx: Db,
  before: Date,
  most: number,
): Promise<{ removed: number; more: boolean }> {
  const rows = await sql(tx)`
    WITH last AS (SELECT max(c.seq) AS seq FROM published.change c),
    due AS (
      SELECT min(c.seq) - 1 AS seq FROM published.change c, last WHERE c.at >= ${before} OR c.seq = last.seq
    ),
    cut AS (
      UPDATE published.feed_horizon f SET seq = GREATEST(f.seq, LEAST(due.seq, f.seq + ${most}::int)) FROM due
      WHERE due.seq IS NOT NULL RETURNING f.seq, f.seq < due.seq AS more
    ),
    gone AS (
      DELETE FROM published.change c USING cut WHERE c.seq <= cut.seq
        AND NOT (c.type = 'community' AND c.op = 'withdrawn'
          AND NOT EXISTS (SELECT 1 FROM published.change n WHERE n.id = c.id AND n.seq > c.seq))
      RETURNING 1
    )
    SELECT (SELECT count(*)::int FROM gone) AS removed, COALESCE((SELECT more FROM cut), false) AS more`
  return Batch.parse(rows[0])
}

const Batch = z.object({ removed: z.number(), more: z.boolean() })
