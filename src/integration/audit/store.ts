import { z } from 'zod'
import type { Db } from '../../database/database.ts'
import { sqlLater } from '../../database/queryable.ts'
import type { AuditEntry, Prisma } from '../../generated/prisma/client.ts'

export type AuditRow = AuditEntry

export async function insertEntries(
  db: Db,
  entries: Prisma.AuditEntryCreateManyInput[],
): Promise<void> {
  await sqlLater(db)`
    INSERT INTO editorial.audit_entry (id, at, action, outcome, problem, actor, key_id, target_type, target_id,
      target_slug, revision, request_id, address)
    SELECT w.id, w.at, w.action, w.outcome, w.problem, w.actor, w."keyId", w."targetType", w."targetId",
      w."targetSlug", w.revision, w."requestId", w.address
    FROM json_to_recordset(${JSON.stringify(entries)}::json) AS w(id uuid, at timestamptz, action text, outcome text,
      problem text, actor text, "keyId" uuid, "targetType" text, "targetId" uuid, "targetSlug" text, revision int,
      "requestId" text, address text)`
}

export interface AuditFilter {
  actor?: string | undefined
  action?: string | undefined
  outcome?: string | undefined
  target?: string | undefined
  since?: string | undefined
  until?: string | undefined
}

const Position = z.tuple([z.iso.datetime(), z.uuid()])

/** One page, the newest first, and one row beyond it. */
export function listEntries(
  db: Db,
  filter: AuditFilter,
  after: readonly unknown[] | undefined,
  limit: number,
): Promise<AuditRow[]> {
  const conditions = [conditionsOf(filter)]
  if (after) {
    const [at, id] = Position.parse(after)
    conditions.push({ OR: [{ at: { lt: at } }, { at, id: { lt: id } }] })
  }
  return db.auditEntry.findMany({
    where: { AND: conditions },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
}

export const countEntries = (db: Db, filter: AuditFilter): Promise<number> =>
  db.auditEntry.count({ where: conditionsOf(filter) })

function conditionsOf(filter: AuditFilter): Prisma.AuditEntryWhereInput {
  const { actor, action, outcome, target, since, until } = filter
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(target === undefined ? {} : { targetId: target }),
    at: { ...(since ? { gte: since } : {}), ...(until ? { lt: until } : {}) },
  }
}
